# Sourced by the commands beside it: says what this machine lacks and installs it (Debian 12).
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PYTHON_ENVIRONMENT=$ROOT/.build-python

say() { printf '%s\n' "$*"; }
step() { printf '\n== %s\n' "$*"; }
# stop MESSAGE: the environment lacks something that cannot be installed from here.
stop() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 3
}

# need_packages NAME...: installs the Debian packages that are missing, as root or through sudo.
need_packages() {
    command -v dpkg-query >/dev/null || stop "not Debian: install by hand what these hold: $*"
    local name missing=()
    for name in "$@"; do
        [[ $(dpkg-query -W -f='${Status}' "$name" 2>/dev/null) == *' installed' ]] ||
            missing+=("$name")
    done
    ((${#missing[@]})) || return 0
    say "missing: ${missing[*]}; installing with apt-get"
    local as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            stop "run as root: apt-get install --no-install-recommends ${missing[*]}"
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -qq || say "apt-get update failed; trying with the lists at hand"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
        stop "apt-get could not install: ${missing[*]}"
}

# need_swift: Swift 6.3 or later on the path, and the libraries the gateway is linked with.
need_swift() {
    need_packages ca-certificates curl git g++ libc6-dev libcrypt-dev libevent-dev liblmdb-dev libssl-dev \
        libyaml-dev openssl pkg-config
    command -v swift >/dev/null ||
        stop "Swift 6.3 is missing: https://www.swift.org/install/linux (Debian 12)"
    local version
    version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p')
    [[ $(printf '%s\n' 6.3 "$version" | sort -V | head -1) == 6.3 ]] ||
        stop "Swift 6.3 or later is needed, this is ${version:-unknown}"
}

# need_environment WANTED FOLDER: a virtual environment of Python with the packages that WANTED pins, made once.
need_environment() {
    need_packages python3 python3-venv
    local wanted=$1 folder=$2
    cmp -s "$wanted" "$folder/requirements.txt" && return
    say "making the Python environment $folder"
    rm -rf "$folder"
    /usr/bin/python3 -m venv "$folder"
    "$folder/bin/pip" install -q --disable-pip-version-check -r "$wanted" ||
        stop "pip could not install $wanted"
    cp "$wanted" "$folder/requirements.txt"
}

# need_python: the environment of the tests; exports SALLYPORT_PYTHON, its interpreter.
need_python() {
    need_environment "$ROOT/Tests/requirements.txt" "$PYTHON_ENVIRONMENT"
    export SALLYPORT_PYTHON=$PYTHON_ENVIRONMENT/bin/python
}

# need_browser: Chromium and fonts, Chinese ones included, for Tests/Browser.
need_browser() {
    need_packages chromium fonts-dejavu-core fonts-wqy-microhei
}

# build_release: the shipped binary, its path in SALLYPORT_BINARY.
build_release() {
    swift build --package-path "$ROOT" -c release --product sallyport --static-swift-stdlib ||
        stop "the release build failed"
    SALLYPORT_BINARY=$ROOT/.build/release/sallyport
    export SALLYPORT_BINARY
}

# build_store_benchmark: what fills and measures session stores, its path in SALLYPORT_STORE_BENCHMARK.
build_store_benchmark() {
    SALLYPORT_BENCH=1 swift build --package-path "$ROOT" -c release --product StoreBenchmark \
        --static-swift-stdlib || stop "the build of StoreBenchmark failed"
    SALLYPORT_STORE_BENCHMARK=$ROOT/.build/release/StoreBenchmark
    export SALLYPORT_STORE_BENCHMARK
}

# build_revocation_benchmark: what measures the revocation set, its path in SALLYPORT_REVOCATION_BENCHMARK.
build_revocation_benchmark() {
    SALLYPORT_BENCH=1 swift build --package-path "$ROOT" -c release --product RevocationBenchmark \
        --static-swift-stdlib || stop "the build of RevocationBenchmark failed"
    SALLYPORT_REVOCATION_BENCHMARK=$ROOT/.build/release/RevocationBenchmark
    export SALLYPORT_REVOCATION_BENCHMARK
}
