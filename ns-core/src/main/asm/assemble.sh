#!/bin/sh
# Assembles the stubs and the inits into raw machine code: assemble.sh [OUTPUT-FOLDER]
# Needs binutils and binutils-aarch64-linux-gnu. Without a folder it replaces the checked-in resources.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../resources/ns/core/engine}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
for arch in x86_64 aarch64; do
    for program in stub init; do
        "$arch-linux-gnu-as" -I "$here" -o "$work/$program-$arch.o" "$here/$program-$arch.S"
        "$arch-linux-gnu-objcopy" -O binary -j .text "$work/$program-$arch.o" "$work/$program-$arch.bin"
    done
done
mv "$work"/*.bin "$out"
