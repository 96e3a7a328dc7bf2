#!/bin/bash
# Records what ip, tc and bridge send to the kernel for each command in commands, into golden.txt:
#     record.sh
# As root, with iproute2 and strace. Each runs in a network namespace of its own, with lo (index 1) and the veth pair
# left (3) and right (2). That the kernel may refuse a command does not matter: it was sent.
#
# A line of golden.txt is the command, " = ", and the messages that are no queries, in hexadecimal, without their headers'
# sequence number.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Of strace's dumps of all that was written, keeps the bytes: one line for each write.
bytes() {
    awk '/^[0-9 ]*sendmsg|^[0-9 ]*sendto/ { if (line != "") print line; line = "" }
         /^ \| / { line = line substr($0, 11, 49) }
         END { if (line != "") print line }' | tr -d ' '
}

# Prints the messages of a write whose type is no query, each with its sequence number zeroed.
changes() {
    local probe=2000000010000500$(printf '%040d' 0)
    local hex length type
    while read -r hex; do
        while ((${#hex} >= 32)); do
            length=$((16#${hex:6:2}${hex:4:2}${hex:2:2}${hex:0:2}))
            type=$((16#${hex:10:2}${hex:8:2}))
            # ip asks first with an empty request to change a link whether the kernel checks strictly.
            if (((type - 16) % 4 != 2)) && [[ ${hex:0:16}${hex:24:40} != "$probe" ]]; then
                printf ' %s00000000%s' "${hex:0:16}" "${hex:24:$((length * 2 - 24))}"
            fi
            hex=${hex:$(((length + 3) / 4 * 8))}
        done
    done
}

record() { # command
    unshare --net bash -c '
        ip link add left type veth peer name right
        exec strace -f -qq -e trace=sendmsg,sendto -e write=all -o /dev/fd/3 -- $1' _ "$1" 3>&1 >/dev/null 2>&1 || true
}

{
    echo "# Recorded by record.sh with $(ip -V)."
    while IFS= read -r command; do
        [[ -z $command || $command == \#* ]] || printf '%s =%s\n' "$command" "$(record "$command" | bytes | changes)"
    done <commands
} >golden.txt.new
mv golden.txt.new golden.txt
