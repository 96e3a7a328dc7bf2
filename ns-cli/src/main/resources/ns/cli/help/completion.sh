# Completes the words of ns, in bash and in zsh. Made by 'ns completion' of what its help tells; load it so:
#   source <(ns completion)

# TABLES

# Finds out what may stand at the end of a command line, whose words are the arguments: sets _ns_words to those that
# begin like it, _ns_files and _ns_commands where names of files and of programs may, _ns_lead to what of the last word is
# settled, and _ns_offset to the number of words before the command that ns runs.
_ns_find() {
    [ -z "${ZSH_VERSION-}" ] || emulate -L sh
    _ns_words='' _ns_files='' _ns_commands='' _ns_lead='' _ns_offset=''
    local command=$1 takes='' options=1 given=0 total=$# word
    _ns_table "$command"
    shift
    while [ $# -gt 1 ]; do
        word=$1
        shift
        if [ -n "$takes" ]; then
            takes=${takes#"${takes%%+*}"}
            takes=${takes#+}
            continue
        fi
        case $options$word in
        1--) options='' ;;
        1-*=*) ;;
        1-*) _ns_taken "$word" ;;
        *)
            if _ns_among "$word" "$_ns_subcommands"; then
                command="$command $word"
                _ns_table "$command"
            elif [ "$command" = 'ns help' ]; then
                _ns_help="${_ns_help:-ns} $word"
            else
                _ns_argument "$given"
                given=$((given + 1))
                if [ "$argument" = COMMAND ]; then
                    _ns_offset=$((total - $# - 1))
                    return
                fi
            fi
            ;;
        esac
    done
    _ns_last "$1"
}

# What an option of the command takes: sets takes.
_ns_taken() {
    local option
    takes=''
    for option in $_ns_options; do
        case $option in
        "$1"=*) takes=${option#*=} ;;
        esac
    done
}

# What the argument of this number is: sets argument.
_ns_argument() {
    local number=$1 each
    argument=''
    for each in $_ns_arguments; do
        case $each in
        *...) argument=${each%...} && return ;;
        esac
        [ "$number" -gt 0 ] || { argument=$each && return; }
        number=$((number - 1))
    done
}

# Is a word among others?
_ns_among() {
    case " $2 " in
    *" $1 "*) [ -n "$1" ] ;;
    *) return 1 ;;
    esac
}

# The last word: what an option takes, an option, a subcommand or an argument.
_ns_last() {
    local argument
    if [ -n "$takes" ]; then
        _ns_values "$1" "${takes%%+*}"
        return
    fi
    case $options$1 in
    1--*=*)
        takes=$(for option in $_ns_options; do
            case $option in
            "${1%%=*}"[=:]*) echo "${option#"${1%%=*}"?}" ;;
            esac
        done)
        _ns_lead=${1%%=*}=
        _ns_values "${1#*=}" "$takes"
        ;;
    1-*)
        for option in $_ns_options; do
            _ns_offer "$1" "${option%%[=:]*}"
        done
        ;;
    *)
        if [ "$command" = 'ns help' ]; then
            _ns_table "${_ns_help:-ns}"
        fi
        for word in $_ns_subcommands; do
            _ns_offer "$1" "$word"
        done
        if [ -z "$_ns_subcommands" ]; then
            _ns_argument "$given"
            _ns_values "$1" "$argument"
        fi
        [ -z "$_ns_commands" ] || _ns_offset=$((total - 1))
        ;;
    esac
}

# Offers the values of a kind, as KIND|FILE|none: names in capitals stand for sets. A comma at the end makes it a list.
_ns_values() {
    local value=$1 kind=$2 each behind=''
    case $kind in
    *,)
        case $value in
        *,*)
            _ns_lead=$_ns_lead${value%,*},
            value=${value##*,}
            ;;
        esac
        ;;
    esac
    kind=${kind%,}
    while [ -n "$kind" ]; do
        each=${kind%%|*}
        kind=${kind#"$each"}
        kind=${kind#|}
        behind=''
        case $each in
        *=) behind== ;;
        esac
        case $each,$value in
        *=,*=*)
            _ns_lead=$_ns_lead${value%%=*}=
            _ns_files=1
            continue
            ;;
        esac
        case ${each%=} in
        FILE) _ns_files=1 ;;
        COMMAND) _ns_commands=1 ;;
        NETNS)
            for each in $(ls /run/netns 2>/dev/null); do
                _ns_offer "$value" "$each"
            done
            ;;
        [A-Z]*)
            _ns_set "${each%=}"
            for each in $set; do
                _ns_offer "$value" "$each$behind"
            done
            ;;
        *) _ns_offer "$value" "$each" ;;
        esac
    done
}

# Adds a word if it begins like what has been typed.
_ns_offer() {
    case $2 in
    "$1"*) _ns_words="$_ns_words $2" ;;
    esac
}

# In bash a word ends at an equals sign; the list of replies holds the part behind it.
_ns_bash() {
    local line=${COMP_LINE:0:COMP_POINT} IFS=$' \t\n' words word current
    local _ns_words _ns_files _ns_commands _ns_lead _ns_offset _ns_subcommands _ns_options _ns_arguments _ns_help set argument option
    read -ra words <<<"$line"
    case $line in
    *[[:blank:]]) words+=('') ;;
    esac
    words[0]=ns
    _ns_find "${words[@]}"
    COMPREPLY=()
    if [ -n "$_ns_offset" ] && [ "$_ns_offset" -lt $((${#words[@]} - 1)) ]; then
        if declare -F _command_offset >/dev/null; then
            _command_offset "$_ns_offset"
            return
        fi
        _ns_files=1
    fi
    current=${words[${#words[@]} - 1]}
    current=${current#"$_ns_lead"}
    _ns_lead=${_ns_lead##*=}
    for word in $_ns_words; do
        COMPREPLY+=("$_ns_lead$word")
    done
    case $_ns_words in
    *=) compopt -o nospace 2>/dev/null ;;
    esac
    IFS=$'\n'
    if [ -n "$_ns_files" ]; then
        compopt -o filenames 2>/dev/null
        COMPREPLY+=($(compgen -f -- "$current"))
    fi
    [ -z "$_ns_commands" ] || COMPREPLY+=($(compgen -c -- "$current"))
}

_ns_zsh() {
    local _ns_words _ns_files _ns_commands _ns_lead _ns_offset _ns_subcommands _ns_options _ns_arguments _ns_help set argument option
    _ns_find ns "${words[@]:1:$((CURRENT - 1))}"
    if [ -n "$_ns_offset" ]; then
        shift "$_ns_offset" words
        CURRENT=$((CURRENT - _ns_offset))
        _normal
        return
    fi
    [ -z "$_ns_lead" ] || compset -p "${#_ns_lead}"
    case $_ns_words in
    *=) compadd -S '' -- $(echo "$_ns_words") ;;
    ?*) compadd -- $(echo "$_ns_words") ;;
    esac
    [ -z "$_ns_files" ] || _files
}

if [ -n "${ZSH_VERSION-}" ]; then
    whence compdef >/dev/null || { autoload -Uz compinit && compinit; }
    compdef _ns_zsh ns
else
    complete -F _ns_bash ns
fi
