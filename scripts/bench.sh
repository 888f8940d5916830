#!/usr/bin/env bash
# `make bench`: builds the release, installs what is missing, measures, and writes bench/results.md.
#
# Arguments are what to measure; none is all. A peer whose packages are not to be had is named in the
# results as not measured. Everything that is started listens on 127.0.0.1 and ends with the program.
set -eu
cd "$(dirname "$0")/.."
. scripts/packages.sh

logs=target/bench
mkdir -p "$logs"

if ! command -v cargo >/dev/null; then
    echo "Rust is missing. Install rustup (https://rustup.rs), then run make bench again." >&2
    exit 2
fi

wanted() { # name
    [ ${#only[@]} = 0 ] || [[ " ${only[*]} " == *" $1 "* ]]
}

# Each peer is fetched into its folder below bench/peers/, at the version that is pinned there.
npm_packages() { npm ci --no-audit --no-fund --ignore-scripts; }
wiremock_peer() { cd bench/peers/wiremock && once lib pom.xml maven_packages; }
mockoon_peer() { cd bench/peers/mockoon && once node_modules package-lock.json npm_packages; }
prism_peer() { cd bench/peers/prism && once node_modules package-lock.json npm_packages; }
stripe_peer() { [ -x bench/peers/bin/stripe-mock ] || GOBIN=$PWD/bench/peers/bin go install github.com/stripe/stripe-mock@v0.203.0; }

only=("$@")
echo 'building the release' >&2
cargo build --release --quiet -p hongbao-cli -p hongbao-bench
if wanted instructions; then
    install_missing valgrind=valgrind >"$logs/install.log" 2>&1
    # The same program with its symbols, which tell RSA from the rest; then the release again.
    if [ ! "$logs/hongbao-with-symbols" -nt target/release/hongbao ]; then
        echo 'building it with symbols' >&2
        cargo rustc --release --quiet -p hongbao-cli --bin hongbao -- -C strip=none
        cp target/release/hongbao "$logs/hongbao-with-symbols"
        cargo build --release --quiet -p hongbao-cli -p hongbao-bench
        touch "$logs/hongbao-with-symbols"
    fi
fi
if wanted peers; then
    echo 'installing peers' >&2
    install_missing java=default-jdk-headless mvn=maven npm=npm go=golang-go >>"$logs/install.log" 2>&1
    for peer in wiremock mockoon prism stripe; do
        ("${peer}_peer") >"$logs/$peer.log" 2>&1 || echo "no $peer: $logs/$peer.log" >&2
    done
fi
if wanted clients; then
    echo 'installing SDKs' >&2
    install_missing javac=default-jdk-headless mvn=maven npm=npm >>"$logs/install.log" 2>&1
    for sdk in java node python; do
        (cd "interop/$sdk" && "${sdk}_sdk") >"$logs/$sdk-sdk.log" 2>&1 || echo "no $sdk: $logs/$sdk-sdk.log" >&2
    done
    javac -encoding UTF-8 -cp 'interop/java/lib/*' -d "$logs/classes" bench/clients/java/Loop.java 2>>"$logs/java-sdk.log" || true
fi
exec target/release/hongbao-bench "$@"
