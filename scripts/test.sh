#!/usr/bin/env bash
# `make test`: installs what is missing, runs every suite, prints one summary.
#
# A suite that fails does not stop the others. A suite whose runtime or packages are not to be had
# is skipped by name; with HONGBAO_REQUIRE_ALL=1 that is a failure. Servers that tests start listen
# on 127.0.0.1 and end with their test.
set -u
cd "$(dirname "$0")/.."

logs=target/test-logs
mkdir -p "$logs"
summary=()
failed=0
began=$SECONDS

note() { # state suite seconds remark
    summary+=("$(printf '%-8s %-14s %5s s  %s' "$1" "$2" "$3" "${4:-}")")
    printf '%-8s %-14s %5s s  %s\n' "$1" "$2" "$3" "${4:-}"
}

suite() { # name command...
    local name=$1 start=$SECONDS
    shift
    if "$@" >"$logs/$name.log" 2>&1; then
        note ok "$name" $((SECONDS - start)) "$(grep -Eo '^test result: ok\. [0-9]+ passed' "$logs/$name.log" | awk '{n += $4} END {if (n) print n " tests"}')"
    else
        failed=1
        note FAILED "$name" $((SECONDS - start)) "$logs/$name.log"
        tail -n 60 "$logs/$name.log" | sed 's/^/    | /'
    fi
}

skip() { # name reason
    if [ "${HONGBAO_REQUIRE_ALL:-}" = 1 ]; then
        failed=1
        note FAILED "$1" 0 "nothing may be skipped here: $2"
    else
        note skipped "$1" 0 "$2"
    fi
}

. scripts/packages.sh

# Each SDK is set up in the background while Rust compiles; the file `.ok` says that it is there.
prepare_sdk() { # folder below interop/; its last part is its name
    local name=${1##*/}
    rm -f "$logs/$name-sdk.ok"
    { (cd "interop/$1" && "${name}_sdk") && touch "$logs/$name-sdk.ok"; } >"$logs/$name-sdk.log" 2>&1 &
}

sdk_suite() { # name needs [command...]; without a command, the tests of interop.rs
    local name=$1 needs=$2
    shift 2
    [ $# = 0 ] && set -- it "interop::${name}_"
    if [ -e "$logs/$name-sdk.ok" ]; then suite "$name" "$@"; else skip "$name" "no $needs or package: $logs/$name-sdk.log"; fi
}

# What docs/ci.md shows, run against the command that the tests have built.
in_ci() { # folder command...
    mkdir -p target/tmp
    (cd "interop/ci/$1" && HONGBAO=$OLDPWD/target/debug/hongbao TMPDIR=$OLDPWD/target/tmp timeout 120 "${@:2}")
}

if ! command -v cargo >/dev/null; then
    echo "Rust is missing. Install rustup (https://rustup.rs), then run make test again." >&2
    exit 2
fi

# `node` comes with npm.
install_missing cc=build-essential curl=curl javac=default-jdk-headless mvn=maven npm=npm go=golang-go pg_ctlcluster=postgresql >"$logs/install.log" 2>&1
for sdk in java node python fzlee go gopay ci/junit ci/pytest ci/vitest; do prepare_sdk "$sdk"; done

formatted() { cargo fmt --all --check && rustfmt --check --edition 2024 fuzz/targets/*.rs; }
# The examples in the documentation, and those in files, which `cargo test` has built.
examples() {
    cargo test --quiet --workspace --doc || return
    local source
    for source in crates/hongbao-sandbox/examples/*.rs; do "target/debug/examples/$(basename "$source" .rs)" || return; done
}

unit() { cargo test --quiet --workspace --lib --bins -- "$@"; }
it() { cargo test --quiet --workspace --test it -- "$@"; }

suite format formatted
suite build cargo test --workspace --no-run
suite clippy cargo clippy --workspace --all-targets -- -D warnings
suite docs env RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --document-private-items
suite unit unit --skip tables::tests::postgres::
if compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    suite postgres unit tables::tests::postgres::
else
    skip postgres "no PostgreSQL: $logs/install.log"
fi
suite examples examples
suite integration it --skip interop::
wait
sdk_suite java 'JDK, Maven'
sdk_suite node Node.js
sdk_suite python Python
sdk_suite fzlee Python
sdk_suite go Go
sdk_suite gopay Go
sdk_suite junit 'JDK, Maven' in_ci junit java -cp 'classes:lib/*' org.junit.platform.console.ConsoleLauncher execute --scan-class-path classes
sdk_suite pytest Python in_ci pytest venv/bin/python -m pytest -q
sdk_suite vitest Node.js in_ci vitest npm test

printf '\n%s\n' "Summary, $((SECONDS - began)) s:"
printf '  %s\n' "${summary[@]}"
[ "$failed" = 0 ] && echo 'All suites passed.' || echo 'Something failed; the logs named above say what.'
exit "$failed"
