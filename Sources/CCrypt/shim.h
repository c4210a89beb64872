// libxcrypt: password hashes of every kind that Unix has known.
#pragma once
#include <crypt.h>
#include <stddef.h>

// Swift imports no array as long as the one in this structure: Crypto holds it as plain memory.
static const unsigned long CCrypt_work_bytes = sizeof(struct crypt_data);
static const unsigned long CCrypt_phrase_offset = offsetof(struct crypt_data, input);
static const unsigned long CCrypt_setting_offset = offsetof(struct crypt_data, setting);
