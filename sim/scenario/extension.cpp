#include "sim/scenario/extension.hpp"

#include "sim/scenario/keys.hpp"
#include "sim/scenario/node.hpp"

#include <algorithm>
#include <string_view>

namespace ordersim::scenario {
namespace {

constexpr std::string_view kClasses = "sellers.class.";

/// A comment ends with its line, and holds no control characters.
std::string comment(std::string_view text) {
    std::string line = "# ";
    for (const char c : text) {
        line += static_cast<unsigned char>(c) < 0x20U || c == 0x7F ? ' ' : c;
    }
    return line;
}

std::string line_of(const Setting& setting) {
    std::string line = setting.key.substr(setting.key.rfind('.') + 1) + " = " + setting.value;
    return line + (setting.source.empty() ? "" : "  " + comment(setting.source)) + "\n";
}

std::string_view section_of(std::string_view key) {
    return key.substr(0, key.rfind('.'));
}

std::string classes_toml(std::span<const Setting> settings) {
    std::string text;
    std::string_view section;
    for (const Setting& setting : settings) {
        if (!setting.key.starts_with(kClasses)) {
            continue;
        }
        if (section_of(setting.key) != section) {
            section = section_of(setting.key);
            text +=
                "\n[[sellers.class]]\nname = " + quotation(section.substr(kClasses.size())) + "\n";
        }
        text += line_of(setting);
    }
    return text;
}

}  // namespace

std::string extension_toml(const ExtensionHead& head, std::span<const Setting> settings) {
    std::string text;
    for (const std::string& line : head.comments) {
        text += comment(line) + "\n";
    }
    text += (text.empty() ? "" : "\n") + std::string("question = ") + quotation(head.question) +
            "\nextends = " + quotation(head.extends) + "\n";
    text += head.currency.empty() ? "" : "currency = " + quotation(head.currency) + "\n";
    std::string_view section;
    for (const Key<Target>& key : keys()) {
        const auto setting = std::ranges::find(settings, key.traits.name, &Setting::key);
        if (setting == settings.end()) {
            continue;
        }
        if (section_of(setting->key) != section) {
            section = section_of(setting->key);
            text.append("\n[").append(section).append("]\n");
        }
        text += line_of(*setting);
    }
    return text + classes_toml(settings);
}

}  // namespace ordersim::scenario
