#!/bin/sh
# Assembles the stubs, the inits and the supervisors into raw machine code: assemble.sh [OUTPUT-FOLDER]
# Needs binutils and binutils-aarch64-linux-gnu. Without a folder it replaces what is checked in: the resources, and the
# supervisors' class, since to open a resource takes a JVM that has just started longer than to decode a constant.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
resources=${1:-$here/../resources/ns/core/engine}
classes=${1:-$here/../java/ns/core/engine}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$resources" "$classes"
for arch in x86_64 aarch64; do
    for program in stub init supervisor; do
        "$arch-linux-gnu-as" -I "$here" -o "$work/$program-$arch.o" "$here/$program-$arch.S"
        "$arch-linux-gnu-objcopy" -O binary -j .text "$work/$program-$arch.o" "$work/$program-$arch.bin"
    done
done
cat >"$work/SupervisorCode.java" <<END
package ns.core.engine;

/** The supervisors' machine code, in Base64; written by src/main/asm/assemble.sh. */
final class SupervisorCode {

    static final String X86_64 = "$(base64 -w 0 "$work/supervisor-x86_64.bin")";

    static final String AARCH64 = "$(base64 -w 0 "$work/supervisor-aarch64.bin")";

    private SupervisorCode() {}
}
END
mv "$work"/stub-*.bin "$work"/init-*.bin "$resources"
mv "$work/SupervisorCode.java" "$classes"
