//! The completion scripts: clap's scripts, extended to ask this program for names.

use clap_complete::Shell;

use super::candidates::VARIABLE;

/// Renders the script for this shell.
pub(crate) fn render_script(shell: Shell, mut tree: clap::Command) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut tree, "plexctl", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        Shell::Bash => format!("{script}\n{}", with_variable(BASH)),
        Shell::Zsh => format!("{}\n", patch_zsh(&script)),
        Shell::Fish => format!("{script}\n{}", with_variable(FISH)),
        // Other shells complete commands and options, but no names.
        _ => script,
    }
}

/// Wraps clap's function. When a name is expected, no file names are offered.
const BASH: &str = r#"_plexctl_with_names() {
    local names name
    if names=$(VARIABLE=bash command plexctl "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null); then
        compopt +o default +o bashdefault 2>/dev/null
        COMPREPLY=()
        while IFS= read -r name; do
            [[ -n $name ]] && COMPREPLY+=("$name")
        done <<<"$names"
        return 0
    fi
    _plexctl "$@"
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _plexctl_with_names -o nosort -o bashdefault -o default plexctl
else
    complete -F _plexctl_with_names -o bashdefault -o default plexctl
fi
"#;

const ZSH: &str = r#"_plexctl_names() {
    local line name about
    local -a names
    for line in "${(@f)$(VARIABLE=zsh command plexctl "$plexctl_line" 2>/dev/null)}"; do
        name="${line%%$'\t'*}" about="${line#*$'\t'}"
        [[ -n $name ]] && names+=("${name//:/\\:}:$about")
    done
    _describe -t names 'name' names
}
"#;

const FISH: &str = r#"function __plexctl_names
    VARIABLE=fish command plexctl (commandline -cp | string collect) 2>/dev/null
end
complete -c plexctl -n "__fish_plexctl_using_subcommand scan" -f -a "(__plexctl_names)"
complete -c plexctl -n "not __fish_plexctl_using_subcommand replay" -l section -x -a "(__plexctl_names)"
complete -c plexctl -l server -x -a "(__plexctl_names)"
"#;

/// In zsh each argument names the function that completes it.
fn patch_zsh(script: &str) -> String {
    let is_name = |line: &str| {
        ["*--section=[", "'*::sections -- ", "*--server=["]
            .iter()
            .any(|start| line.contains(start))
    };
    let lines = script
        .lines()
        .map(|line| match line.strip_suffix(":_default' \\") {
            Some(start) if is_name(line) => format!("{start}:_plexctl_names' \\"),
            _ => line.to_owned(),
        });
    let script = lines.collect::<Vec<_>>().join("\n");
    // The function saves the line, because clap's code then removes words until only the words of
    // the command are left.
    let kept = r#"local plexctl_line="${(j: :)words[1,CURRENT-1]} $PREFIX""#;
    // Not at the end, because the last lines of the script call the function.
    script.replacen(
        "\n_plexctl() {\n",
        &format!("\n{}\n_plexctl() {{\n    {kept}\n", with_variable(ZSH)),
        1,
    )
}

fn with_variable(script: &str) -> String {
    script.replace("VARIABLE", VARIABLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command_tree;

    #[test]
    fn zsh_asks_wherever_a_name_is_expected() {
        let script = render_script(Shell::Zsh, command_tree());
        let asks = script.matches(":_plexctl_names'").count();
        let options =
            script.matches("*--server=[").count() + script.matches("*--section=[").count();
        // Scan's sections are not an option. For a recording the program answers with nothing.
        assert_eq!(asks, options + 1, "{asks}");
        assert_eq!(script.matches("_plexctl_names() {").count(), 1);
    }
}
