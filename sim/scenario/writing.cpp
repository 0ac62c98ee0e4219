#include "sim/base/enum_names.hpp"
#include "sim/order/command_fields.hpp"
#include "sim/scenario/duration_text.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/script.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace ordersim::scenario {
namespace {

/// Wider values stand out of their column rather than push all others apart.
constexpr std::size_t kColumnMost = 44;

struct Widths {
    std::size_t key = 0;
    std::size_t value = 0;
    std::size_t origin = 0;
};

std::string padded(std::string text, std::size_t width) {
    text.append(text.size() < width ? width - text.size() : 0, ' ');
    return text + "  ";
}

Widths widths_of(std::span<const Setting> settings) {
    Widths widths;
    for (const Setting& setting : settings) {
        widths.key = std::max(widths.key, std::min(setting.key.size(), kColumnMost));
        widths.value = std::max(widths.value, std::min(setting.value.size(), kColumnMost));
        widths.origin = std::max(widths.origin, std::min(setting.origin.size(), kColumnMost));
    }
    return widths;
}

void append_row(std::string& text, const Setting& setting, const Widths& widths) {
    std::string row = padded(setting.key, widths.key) + padded(setting.value, widths.value) +
                      padded(setting.origin, widths.origin) + setting.source;
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + '\n';
}

std::string_view section_of(std::string_view key) {
    return key.substr(0, key.rfind('.'));
}

std::string_view field_of(std::string_view key) {
    return key.substr(key.rfind('.') + 1);
}

/// Opens a section, or a class of sellers, where the key before belonged to another.
void append_header(std::string& text, std::string_view section) {
    constexpr std::string_view classes = "sellers.class.";
    if (section.starts_with(classes)) {
        text.append("\n[[sellers.class]]\nname = ");
        text.append(quotation(section.substr(classes.size()))).append("\n");
    } else {
        text.append("\n[").append(section).append("]\n");
    }
}

/// A row a step: when and whose it is, the command, where it stands.
void append_script(std::string& text, const std::vector<ScriptStep>& script) {
    std::vector<Setting> rows;
    for (const ScriptStep& step : script) {
        const std::string detail = detail_text(step.command);
        rows.push_back({duration_text(step.at.time_since_epoch()),
                        "order " + std::to_string(step.order),
                        std::string(enum_name(step.command.actor)),
                        std::string(enum_name(step.command.kind)) +
                            (detail.empty() ? "" : " (" + detail + ")") + "  " + step.origin});
    }
    text += rows.empty() ? "" : "\nscript\n";
    const Widths widths = widths_of(rows);
    for (const Setting& row : rows) {
        append_row(text += "  ", row, widths);
    }
}

/// The levels of a factor as [vary] takes them.
std::string levels_text(const Factor& factor) {
    std::string text;
    for (const FactorLevel& level : factor.levels) {
        text += (text.empty() ? "" : ",") + level.text;
    }
    return text;
}

/// The source without the account of a data file, which is made anew by whoever reads it.
std::string_view lasting(std::string_view source) {
    const std::size_t account = source.rfind('[');
    const bool has_account = source.ends_with("]") && account != std::string_view::npos &&
                             source.find("rows used", account) != std::string_view::npos;
    source = has_account ? source.substr(0, account) : source;
    return source.substr(0, source.find_last_not_of(' ') + 1);
}

}  // namespace

std::string explain_text(const Scenario& scenario) {
    std::string text = scenario.name + ": " +
                       (scenario.question.empty() ? "(no question)" : scenario.question) + "\n";
    text += "hash " + scenario.hash + ", money in minor units of " + scenario.currency + "\n\n";
    const Widths widths = widths_of(scenario.settings);
    append_row(text, {"key", "value", "origin", "source"}, widths);
    for (const Setting& setting : scenario.settings) {
        append_row(text, setting, widths);
    }
    for (const Variant& variant : scenario.variants) {
        std::vector<Setting> rows;
        for (const auto& [key, value] : variant.overrides) {
            rows.push_back({key, value, variant.origins.at(key), ""});
        }
        if (!rows.empty() || scenario.variants.size() > 1) {
            text += "\nvariant " + variant.name + (rows.empty() ? ": changes nothing\n" : "\n");
        }
        const Widths own = widths_of(rows);
        for (const Setting& row : rows) {
            append_row(text += "  ", row, own);
        }
    }
    for (const Factor& factor : scenario.factors) {
        text += "\nvary " + factor.key + ": " + levels_text(factor) + "\n";
    }
    append_script(text, scenario.script);
    return text;
}

std::string to_toml(const Scenario& scenario) {
    std::string text = "name = " + quotation(scenario.name) + "\n";
    if (!scenario.question.empty()) {
        text += "question = " + quotation(scenario.question) + "\n";
    }
    text += "currency = " + quotation(scenario.currency) + "\n";
    std::string_view section;
    for (const Setting& setting : scenario.settings) {
        if (section_of(setting.key) != section) {
            section = section_of(setting.key);
            append_header(text, section);
        }
        text.append(field_of(setting.key)).append(" = ").append(setting.value);
        const std::string_view source = lasting(setting.source);
        text.append(source.empty() ? "" : "  # ").append(source).append("\n");
    }
    const bool is_plain = scenario.variants.size() == 1 && scenario.variants[0].name == "base" &&
                          scenario.variants[0].overrides.empty();
    for (std::size_t i = 0; i < scenario.variants.size() && !is_plain; ++i) {
        const Variant& variant = scenario.variants[i];
        text += "\n[[variant]]\nname = " + quotation(variant.name) + "\n";
        for (const auto& [key, value] : variant.overrides) {
            text.append(key).append(" = ").append(value).append("\n");
        }
    }
    text += scenario.factors.empty() ? "" : "\n[vary]\n";
    for (const Factor& factor : scenario.factors) {
        text += factor.key + " = " + quotation(levels_text(factor)) + "\n";
    }
    for (const ScriptStep& step : scenario.script) {
        text += "\n" + step_toml(step);
    }
    return text;
}

}  // namespace ordersim::scenario
