#include "sim/cli/app_texts.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"

namespace ordersim::cli {
namespace {

const std::map<std::string, Shell> kShells{
    {"bash", Shell::bash}, {"zsh", Shell::zsh}, {"fish", Shell::fish}};

std::vector<const CLI::App*> commands_of(const CLI::App& app) { return app.get_subcommands({}); }

/// "--set"; also "-q --quiet" as two.
std::vector<std::string> flags_of(const CLI::Option& option) {
    std::vector<std::string> flags;
    for (const std::string& name : option.get_snames()) {
        flags.push_back("-" + name);
    }
    for (const std::string& name : option.get_lnames()) {
        flags.push_back("--" + name);
    }
    return flags;
}

bool takes_value(const CLI::Option& option) { return option.get_type_size_max() > 0; }

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

std::string bash_of(const CLI::App& app) {
    std::string commands;
    std::string cases;
    for (const CLI::App* command : commands_of(app)) {
        commands += commands.empty() ? "" : " ";
        commands += command->get_name();
        std::string flags;
        for (const CLI::Option* option : command->get_options()) {
            for (const std::string& flag : flags_of(*option)) {
                flags += (flags.empty() ? "" : " ") + flag;
            }
        }
        cases += fmt::format("    {}) flags='{}' ;;\n", command->get_name(), flags);
    }
    return fmt::format(
        "# bash completion of ordersim\n"
        "_ordersim() {{\n"
        "    local word=${{COMP_WORDS[COMP_CWORD]}} flags=''\n"
        "    if ((COMP_CWORD == 1)); then\n"
        "        mapfile -t COMPREPLY < <(compgen -W '{} --help --version' -- \"$word\")\n"
        "        return\n"
        "    fi\n"
        "    case ${{COMP_WORDS[1]}} in\n{}    esac\n"
        "    if [[ $word == -* ]]; then\n"
        "        mapfile -t COMPREPLY < <(compgen -W \"$flags\" -- \"$word\")\n"
        "    else\n"
        "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
        "    fi\n"
        "}}\n"
        "complete -o filenames -F _ordersim ordersim\n",
        commands, cases);
}

/// Within single quotes of zsh's _arguments, where brackets and colons mean something.
std::string zsh_text(const std::string& text) {
    std::string quoted = replaced(text, "'", "'\\''");
    for (const char* const special : {"[", "]", ":"}) {
        quoted = replaced(quoted, special, std::string("\\") + special);
    }
    return quoted;
}

std::string zsh_of(const CLI::App& app) {
    std::string commands;
    std::string cases;
    for (const CLI::App* command : commands_of(app)) {
        commands += fmt::format("        '{}:{}'\n", command->get_name(),
                                zsh_text(command->get_description()));
        cases += fmt::format("    {}) _arguments", command->get_name());
        for (const CLI::Option* option : command->get_options()) {
            for (const std::string& flag : flags_of(*option)) {
                cases += fmt::format(" \\\n        '*{}[{}]{}'", flag,
                                     zsh_text(option->get_description()),
                                     takes_value(*option) ? ":value:_files" : "");
            }
        }
        cases += " \\\n        '*:file:_files' ;;\n";
    }
    return fmt::format(
        "#compdef ordersim\n"
        "_ordersim() {{\n"
        "    local -a commands\n"
        "    commands=(\n{}    )\n"
        "    if ((CURRENT == 2)); then\n"
        "        _describe command commands\n"
        "        return\n"
        "    fi\n"
        "    case ${{words[2]}} in\n{}    esac\n"
        "}}\n"
        "compdef _ordersim ordersim\n",
        commands, cases);
}

std::string fish_text(const std::string& text) {
    return replaced(replaced(text, "\\", "\\\\"), "'", "\\'");
}

std::string fish_of(const CLI::App& app) {
    std::string text = "# fish completion of ordersim\n";
    for (const CLI::App* command : commands_of(app)) {
        text += fmt::format("complete -c ordersim -n __fish_use_subcommand -f -a {} -d '{}'\n",
                            command->get_name(), fish_text(command->get_description()));
        for (const CLI::Option* option : command->get_options()) {
            std::string names;
            for (const std::string& name : option->get_snames()) {
                names += " -s " + name;
            }
            for (const std::string& name : option->get_lnames()) {
                names += " -l " + name;
            }
            if (!names.empty()) {
                text += fmt::format(
                    "complete -c ordersim -n '__fish_seen_subcommand_from {}'{}{} -d '{}'\n",
                    command->get_name(), names, takes_value(*option) ? " -r" : "",
                    fish_text(option->get_description()));
            }
        }
    }
    return text;
}

/// Text of a manual: dashes and backslashes as themselves, and no line that begins a macro.
std::string man_text(const std::string& text) {
    std::string result;
    for (const char character : text) {
        const bool begins = result.empty() || result.back() == '\n';
        result += begins && (character == '.' || character == '\'') ? "\\&" : "";
        result += character == '\\' ? "\\e" : character == '-' ? "\\-" : std::string(1, character);
    }
    return result;
}

std::string option_entry(const CLI::Option& option) {
    std::string head;
    for (const std::string& flag : flags_of(option)) {
        head += (head.empty() ? "" : ", ") + flag;
    }
    head = head.empty() ? option.get_type_name()
           : takes_value(option) ? head + " " + option.get_type_name()
                                 : head;
    return fmt::format(".TP\n.B {}\n{}\n", man_text(head), man_text(option.get_description()));
}

}  // namespace

std::string completion_of(const CLI::App& app, Shell shell) {
    switch (shell) {
    case Shell::bash: return bash_of(app);
    case Shell::zsh: return zsh_of(app);
    case Shell::fish: break;
    }
    return fish_of(app);
}

std::string manual_of(const CLI::App& app) {
    std::string text = fmt::format(
        ".TH ORDERSIM 1 \"\" \"ordersim {}\" \"User Commands\"\n"
        ".SH NAME\nordersim \\- simulator and load test of order cancellation\n"
        ".SH SYNOPSIS\n.B ordersim\n.I command\n[arguments]\n"
        ".SH DESCRIPTION\n{}\n.SH COMMANDS\n",
        ORDERSIM_VERSION, man_text(app.get_description()));
    for (const CLI::App* command : commands_of(app)) {
        text += fmt::format(".SS {}\n{}\n", command->get_name(),
                            man_text(command->get_description()));
        for (const CLI::Option* option : command->get_options()) {
            text += option_entry(*option);
        }
    }
    return text + ".SH EXIT STATUS\n" + man_text(app.get_footer()) + "\n";
}

void add_app_texts(CLI::App& app, Work& chosen) {
    CLI::App* completion = app.add_subcommand(
        "completion", "A shell's completion script: bash, zsh or fish");
    const auto shell = std::make_shared<std::string>();
    completion->add_option("shell", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}))
        ->type_name("SHELL");
    completion->callback([&app, &chosen, shell] {
        chosen = [&app, shell] {
            return print(completion_of(app, kShells.at(*shell))) ? kDone : kRunTimeFailure;
        };
    });
    CLI::App* manual = app.add_subcommand("man", "The manual page, for man(1)");
    manual->callback([&app, &chosen] {
        chosen = [&app] { return print(manual_of(app)) ? kDone : kRunTimeFailure; };
    });
}

}  // namespace ordersim::cli
