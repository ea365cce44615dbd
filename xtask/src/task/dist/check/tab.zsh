# Prints what zsh completes in a line when tab is pressed: zsh -f tab.zsh FOLDER LINE
# FOLDER has the completions. The line is typed into a zsh with a terminal of its own.
zmodload zsh/zpty
zpty tab zsh -f -i
zpty -w tab "fpath=(${(q)1} \$fpath) PROMPT= RPROMPT="
zpty -w tab 'autoload -U compinit && compinit -u -D
# Each match is added by compadd, if that is not one of its calls that only match.
compadd() {
    local -a matches
    [[ "${argv[1,(i)--]}" == *" -"[OAD]\ * ]] || { builtin compadd -A matches "$@"; print -lr -- "match:"$^matches }
    builtin compadd "$@"
}
complete() { _main_complete; print "the end"; exit }
zle -C complete list-choices complete
bindkey "^I" complete
print "the ""start"'
zpty -r -m tab said '*the start*' || exit 1
zpty -w -n tab "$2"$'\t'
zpty -r -m tab said '*the end*' || exit 1
print -r -- "$said" | tr -d '\r' | sed -n 's/^.*match://p' | sort -u
