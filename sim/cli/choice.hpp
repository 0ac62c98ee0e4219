#pragma once

#include <CLI/CLI.hpp>

#include <map>
#include <string>
#include <vector>

/// Options that take one of a few words.
namespace ordersim::cli {

/// An option that sets `target` to what the word stands for, and names the words in its help.
/// Requires: `choices` and `target` outlive the command.
template <class Choice, class Target>
CLI::Option* add_choice(CLI::App& command, const std::string& name, Target& target,
                        const std::map<std::string, Choice>& choices, const std::string& help) {
    std::vector<std::string> words;
    for (const auto& [word, choice] : choices) {
        words.push_back(word);
    }
    return command
        .add_option_function<std::string>(
            name, [&choices, &target](const std::string& word) { target = choices.at(word); }, help)
        ->check(CLI::IsMember(words));
}

}  // namespace ordersim::cli
