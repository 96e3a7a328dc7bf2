#!/bin/sh
# Generates ns.core.bindings and ns.net.bindings anew from the symbol lists here. Usage:
#     [JEXTRACT=/path/to/jextract] generate.sh
set -eu

fail() {
    printf 'generate.sh: %s\n' "$1" >&2
    exit 1
}

# Resolved before the directory changes: JEXTRACT and PATH may hold relative paths.
jextract=$(command -v -- "${JEXTRACT:-jextract}") || fail "no ${JEXTRACT:-jextract} here: name one with JEXTRACT"
case $jextract in
/*) ;;
*) jextract=$PWD/$jextract ;;
esac

# jextract resolves its arguments against the working directory and writes no path into what it generates.
cd -- "$(CDPATH='' dirname -- "$0")"

package_dir() { # core|net
    echo "../ns-$1/src/main/java/ns/$1/bindings"
}

# Here, so that moving a package into its place is a rename within one file system.
tmp=$(mktemp -d ./.generate.XXXXXX)
clean_up() {
    for module in core net; do
        package=$(package_dir $module)
        if [ -d "$tmp/old-$module" ] && [ ! -d "$package" ]; then
            mv "$tmp/old-$module" "$package"
        fi
    done
    rm -rf "$tmp"
}
trap clean_up EXIT
trap 'exit 1' HUP INT PIPE TERM

check_version() {
    echo 'int probe(void);' >"$tmp/probe.h"
    "$jextract" --output "$tmp/probe" --target-package probe "$tmp/probe.h"
    if grep -rq 'SYMBOL_LOOKUP\.findOrThrow' "$tmp/probe"; then
        fail "$jextract is too new, its output needs JDK 23: build openjdk/jextract at commit 0b89a46 (2025-01-06)"
    fi
}

# Prints what was generated in the form of the lists. A struct, a union or the typedef of one is a class of its own.
emitted() { # core|net directory
    sed -n -e 's/^    public static [a-z]* \([A-Za-z0-9_]*\)() {$/constant \1/p' \
        -e 's/^    public static FunctionDescriptor \([A-Za-z0-9_]*\)\$descriptor() {$/function \1/p' \
        -e 's/^    public static class \([A-Za-z0-9_]*\) {$/function \1/p' "$2/$1"_h*.java
    for class in "$2"/*.java; do
        name=$(basename "$class" .java)
        printf '%s\n' "struct $name" "union $name" "typedef $name"
    done
}

# jextract says nothing of a listed symbol that its headers do not have.
check_complete() { # core|net directory
    sed -n 's/^--include-\([a-z]*\)  *\([A-Za-z0-9_]*\).*/\1 \2/p' "$1.symbols" | sort -u >"$tmp/$1.listed"
    emitted "$1" "$2" | sort -u >"$tmp/$1.emitted"
    missing=$(comm -23 "$tmp/$1.listed" "$tmp/$1.emitted")
    [ -z "$missing" ] || fail "in $1.symbols but not in what jextract generated from $1.h:
$missing"
}

check_version
for module in core net; do
    "$jextract" --output "$tmp/$module" --target-package ns.$module.bindings --header-class-name ${module}_h \
        @$module.symbols $module.h
    check_complete $module "$tmp/$module/ns/$module/bindings"
done

# Nothing was touched so far. From here to the end clean_up brings back a package that was moved away and not replaced.
for module in core net; do
    package=$(package_dir $module)
    mkdir -p "$(dirname "$package")"
    if [ -d "$package" ]; then
        mv "$package" "$tmp/old-$module"
    fi
    mv "$tmp/$module/ns/$module/bindings" "$package"
done
