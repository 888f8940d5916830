#!/usr/bin/env bash
# `make dist`: one static Linux binary in dist/, its checksum, what is in it, and the container image
# around it; then starts both and asks each whether it is well.
#
# The target is named although it is the host's: only so do build scripts and procedural macros stay
# dynamic, as they must. No folder of this machine is left in the binary, and the time of the last
# commit stands for all times, so that equal sources give equal bytes.
set -eu
cd "$(dirname "$0")/.."
root=$PWD

host=$(rustc -vV | sed -n 's/^host: //p')
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
name=hongbao-$version-$(uname -m)-linux
cargo_home=${CARGO_HOME:-$HOME/.cargo}
work=target/dist
mkdir -p dist "$work"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

build() {
    # C files know their folder, too: the cryptographic library and the allocator name them when they
    # report a fault.
    local flags="-ffile-prefix-map=$root=/hongbao -ffile-prefix-map=$cargo_home=/cargo -g0"
    CFLAGS=$flags CXXFLAGS=$flags CARGO_TARGET_DIR=$work \
        RUSTFLAGS="-C target-feature=+crt-static --remap-path-prefix=$root=/hongbao --remap-path-prefix=$cargo_home=/cargo" \
        cargo build --locked --release --target "$host" --bin hongbao
    cp "$work/$host/release/hongbao" "dist/$name"
}

# What the binary is made of (CycloneDX), with the licence of each part.
bill_of_materials() {
    local tool=target/tools/bin/cargo-cyclonedx
    [ -x $tool ] || cargo install --quiet --locked --root target/tools cargo-cyclonedx@0.5.9
    $tool cyclonedx --manifest-path crates/hongbao-cli/Cargo.toml --format json --spec-version 1.5 \
        --target "$host" --override-filename hongbao.cdx --quiet
    # It names our own crates by their folder.
    sed "s|file://$root|file:///hongbao|g" crates/hongbao-cli/hongbao.cdx.json >"dist/$name.cdx.json"
    rm -f crates/*/hongbao.cdx.json
}

check_binary() {
    # A program that asks for no interpreter is linked statically.
    if readelf --program-headers --wide "dist/$name" | grep INTERP; then fail "it is not static"; fi
    for folder in "$root" "$cargo_home" "$HOME/.rustup"; do
        if grep -qF "$folder" "dist/$name" "dist/$name.cdx.json"; then fail "$folder is named in dist/"; fi
    done
    # By name, so that the C library's resolver is asked once, too.
    check_server env -i "$root/dist/$name" serve --sandbox --data "$work/data" --listen localhost:0 \
        --admin-listen 127.0.0.1:0 --ready-json
    rm -rf "$work/data"
    echo "ok: dist/$name, $(stat -c %s "dist/$name") bytes: static, starts, answers, stops"
}

# Starts a server, reads where it listens from its ready line, asks, and ends it as a supervisor does.
# It runs under a time limit, in a process group that ends with this script, whatever happens.
check_server() { # command...
    local ready server status address
    exec 3< <(exec timeout --kill-after=5 120 "$@" 2>"$work/server.log")
    server=$!
    trap 'kill -KILL -- "-$server" 2>/dev/null' EXIT
    IFS= read -r -t 60 ready <&3 || fail "no ready line: $(cat "$work/server.log")"
    address=$(sed 's|.*"gateway":"http://\([^/"]*\)/.*|\1|' <<<"$ready")
    status=$(curl --silent --max-time 10 --output /dev/null --write-out '%{http_code}' "http://$address/healthz") ||
        fail "$address does not answer: $ready"
    [ "$status" = 200 ] || fail "/healthz at $address says $status"
    # The process that the ready line names, wherever it runs.
    kill -TERM "$(sed 's/.*"pid":\([0-9]*\).*/\1/' <<<"$ready")"
    wait "$server" || fail "it ended with $?: $(cat "$work/server.log")"
    trap - EXIT
    exec 3<&-
}

check_container() {
    if ! command -v buildah >/dev/null; then
        echo 'skipped: the container image; there is no buildah (Debian: buildah)'
        return
    fi
    local context=$work/image container
    local storage=(--storage-driver vfs --root "$root/$work/containers" --runroot "$root/$work/containers-run")
    rm -rf "$context" && mkdir -p "$context/data"
    cp "dist/$name" "$context/hongbao"
    buildah "${storage[@]}" build --quiet --isolation chroot --timestamp "$SOURCE_DATE_EPOCH" \
        --tag "hongbao:$version" --file Containerfile "$context" >/dev/null
    container=$(buildah "${storage[@]}" from "hongbao:$version")
    # The image's own command; only the port is another, as this machine may use that one.
    local command
    command=$(buildah "${storage[@]}" inspect --format '{{range .OCIv1.Config.Entrypoint}}{{.}} {{end}}{{range .OCIv1.Config.Cmd}}{{.}} {{end}}' "$container")
    # shellcheck disable=SC2086
    check_server buildah "${storage[@]}" run --isolation chroot --env HONGBAO_LISTEN=localhost:0 \
        --env HONGBAO_ADMIN_LISTEN=127.0.0.1:0 --env HONGBAO_PUBLIC_URL= --env HONGBAO_READY_JSON=true "$container" -- $command
    buildah "${storage[@]}" rm "$container" >/dev/null
    buildah "${storage[@]}" rmi "hongbao:$version" >/dev/null
    echo "ok: the container image hongbao:$version: starts as it stands, answers, stops"
}

build
bill_of_materials
(cd dist && sha256sum "$name" "$name.cdx.json" >SHA256SUMS)
check_binary
check_container
cat dist/SHA256SUMS
