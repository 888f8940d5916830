#!/usr/bin/env bash
# `make deep`: fuzzes each parser for a while, breaks the code that moves money in each place and asks whether
# a test notices, and asks what the dependencies are allowed to be.
#
#   DEEP_SECONDS=60          how long each target runs
#   DEEP_TARGETS='params …'  which run, instead of all
#   DEEP_SEED=…              the seed of the first; it is printed, and counted up for the others
#   DEEP_KEEP=1              afterwards, choose anew which inputs fuzz/corpus keeps
#
# The pinned compiler builds the targets: coverage and the address sanitizer are flags that it knows.
# All that is built or found lies in target/, the tools in target/tools.
set -u
cd "$(dirname "$0")/.."

seconds=${DEEP_SECONDS:-60}
seed=${DEEP_SEED:-$((RANDOM * 32768 + RANDOM + 1))}
host=$(rustc -vV | sed -n 's/^host: //p')
built=target/fuzz/$host/release
logs=target/deep-logs
mkdir -p "$logs"
summary=()
failed=0

note() { # state name remark
    summary+=("$(printf '%-11s %-12s %s' "$1" "$2" "$3")")
    echo "${summary[-1]}"
}

fail() { # name log
    failed=1
    note FAILED "$1" "$2"
    tail -n 40 "$2" | sed 's/^/    | /'
}

# What `cargo fuzz` passes, for a compiler that is pinned; --target keeps it from build scripts.
fuzz_cargo() { # command...
    local flags=(-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-{level=4,inline-8bit-counters,pc-table,trace-compares}
        --cfg=fuzzing -Zsanitizer=address)
    RUSTC_BOOTSTRAP=1 RUSTFLAGS="${flags[*]}" CARGO_TARGET_DIR=target/fuzz \
        cargo "$@" --release --manifest-path fuzz/Cargo.toml --target "$host"
}

targets() {
    sed -n 's/^path = "targets\/\(.*\)\.rs"$/\1/p' fuzz/Cargo.toml
}

fuzz() { # target
    local name=$1 log=$logs/$1.log found=target/fuzz/found/$1 words=fuzz/dictionaries/$1.dict
    local crashes=target/fuzz/crashes/$1 options=(-max_total_time="$seconds" -seed="$seed" -max_len=4096 -timeout=10)
    mkdir -p "$found" "$crashes"
    [ -e "$words" ] && options+=(-dict="$words")
    echo "fuzzing $name for $seconds s, seed $seed"
    if "$built/$name" "${options[@]}" -print_final_stats=1 -artifact_prefix="$crashes/" "$found" "fuzz/corpus/$name" >"$log" 2>&1; then
        note ok "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log") executions, seed $seed, $(coverage "$log")"
    else
        fail "$name" "$log"
        local input
        input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
        echo "    the input is ${input:-not written}; once more: $built/$name $input"
    fi
    seed=$((seed + 1))
}

coverage() { # log
    sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$1" | tail -n 1 | sed 's/$/ places reached/'
}

# Beside the inputs with names of their own, the 24 that together reach the most; the fuzzer writes
# them in that order.
keep() { # target
    local least=target/fuzz/least/$1 kept=fuzz/corpus/$1
    rm -rf "$least" && mkdir -p "$least"
    "$built/$1" -set_cover_merge=1 -use_counters=0 -max_len=256 "$least" "$kept" "target/fuzz/found/$1" >"$logs/$1-keep.log" 2>&1 || return
    find "$kept" -type f -regextype egrep -regex '.*/[0-9a-f]{40}' -delete
    find "$least" -type f -printf '%T@ %p\n' | sort -n | head -n 24 | cut -d' ' -f2 | xargs cp -t "$kept"
}

tool() { # name version
    [ -x "target/tools/bin/$1" ] && return
    echo "building $1"
    cargo install --quiet --locked --root target/tools "$1@$2" >"$logs/tools.log" 2>&1 || { fail tools "$logs/tools.log"; return 1; }
}

# What is changed, and what may survive with which reason: .cargo/mutants.toml.
mutate() {
    local log=$logs/mutants.log
    tool cargo-mutants 27.1.0 || return
    echo 'breaking the code that moves money, place by place (a quarter of an hour)'
    if target/tools/bin/cargo-mutants mutants --package hongbao-engine --output target --jobs 2 --no-times --colors never -- --lib >"$log" 2>&1; then
        note ok mutants "$(tail -n 1 "$log")"
    else
        fail mutants "$log"
    fi
}

check_dependencies() {
    local deny=target/tools/bin/cargo-deny
    tool cargo-deny 0.20.2 || return
    for manifest in Cargo.toml fuzz/Cargo.toml; do
        if $deny --manifest-path $manifest --config deny.toml check licenses bans sources >"$logs/deny.log" 2>&1; then
            note ok licences "$manifest: $(tail -n 1 "$logs/deny.log")"
        else
            fail licences "$logs/deny.log"
        fi
    done
    # The advisories are a Git repository, which not every machine can reach.
    if ! timeout 60 $deny fetch db >"$logs/advisories.log" 2>&1; then
        note 'NOT CHECKED' advisories "their database cannot be fetched here: $logs/advisories.log"
    elif $deny --config deny.toml check --disable-fetch advisories >"$logs/advisories.log" 2>&1; then
        note ok advisories "$(tail -n 1 "$logs/advisories.log")"
    else
        fail advisories "$logs/advisories.log"
    fi
}

echo 'building the targets'
if fuzz_cargo build >"$logs/build.log" 2>&1; then
    for target in ${DEEP_TARGETS:-$(targets)}; do
        fuzz "$target"
        [ "${DEEP_KEEP:-}" = 1 ] && keep "$target"
    done
else
    fail build "$logs/build.log"
fi
if [ -z "${DEEP_TARGETS:-}" ]; then
    mutate
    check_dependencies
fi

printf '\nSummary:\n'
printf '  %s\n' "${summary[@]}"
exit "$failed"
