#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/report/rules_document.hpp"

#include <memory>

namespace ordersim::cli {
namespace {

enum class Form { text, markdown, mermaid };

std::string rules_in(Form form) {
    switch (form) {
        case Form::text: return report::rules_text(report::kSummaryColumns);
        case Form::markdown: return report::rules_markdown();
        case Form::mermaid: return report::rules_mermaid();
    }
    return {};
}

}  // namespace

void add_rules(CLI::App& app, Work& chosen) {
    CLI::App* command =
        app.add_subcommand("rules", "The order machine's table, timers and diagram, from its data");
    const auto form = std::make_shared<Form>(Form::text);
    CLI::Option* markdown = command->add_flag_callback(
        "--markdown", [form] { *form = Form::markdown; }, "As Markdown, diagram included");
    command
        ->add_flag_callback("--mermaid", [form] { *form = Form::mermaid; },
                            "The state diagram alone, for Mermaid")
        ->excludes(markdown);
    command->callback([&chosen, form] {
        chosen = [form] { return print(rules_in(*form)) ? kDone : kRunTimeFailure; };
    });
}

}  // namespace ordersim::cli
