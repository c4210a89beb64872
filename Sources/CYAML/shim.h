// libyaml: YAML text to events with positions.
#pragma once
#include <yaml.h>
