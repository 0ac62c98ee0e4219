#include "sim/load/template_text.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/scenario/findings.hpp"

#include <algorithm>

namespace ordersim::load {
namespace {

using order::CommandField;
using wire::Filler;
using wire::Template;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
}

/// The end of the placeholder that begins at `open`, its closing brace; npos: it is none.
std::size_t end_of(std::string_view text, std::size_t open) {
    std::size_t end = open + 1;
    while (end < text.size() && is_letter(text[end])) {
        ++end;
    }
    return end > open + 1 && end < text.size() && text[end] == '}' ? end : std::string_view::npos;
}

bool can_fill(Filler filler, const TemplateScope& scope) {
    switch (filler) {
    case Filler::order: return scope.has_order;
    case Filler::key: return scope.has_key;
    case Filler::token: return scope.has_token;
    case Filler::amount_major: return scope.kind && order::reads(*scope.kind, CommandField::amount);
    case Filler::buyer:
    case Filler::seller:
    case Filler::account: return true;
    case Filler::nothing:
    case Filler::field: break;
    }
    return false;
}

bool can_fill(CommandField field, const TemplateScope& scope) {
    return scope.kind && order::reads(*scope.kind, field) && wire::is_for_body(field);
}

std::vector<std::string> names_in(const TemplateScope& scope) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < enum_count<Filler>; ++i) {
        if (can_fill(static_cast<Filler>(i), scope)) {
            names.emplace_back(enum_names<Filler>[i]);
        }
    }
    for (std::size_t i = 0; i < enum_count<CommandField>; ++i) {
        if (can_fill(static_cast<CommandField>(i), scope)) {
            names.emplace_back(enum_names<CommandField>[i]);
        }
    }
    return names;
}

std::string fault_of(std::string_view name, const TemplateScope& scope) {
    std::vector<std::string> names = names_in(scope);
    const std::string guess = scenario::did_you_mean(name, names);
    for (std::string& one : names) {
        one = "{" + one + "}";
    }
    return "there is no {" + std::string(name) + "} in " + scope.who +
           (guess.empty() ? "; there is " + scenario::one_of(names) : guess);
}

}  // namespace

Template read_template(std::string_view text, const TemplateScope& scope,
                       std::vector<std::string>& faults) {
    Template made;
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t end = text[i] == '{' ? end_of(text, i) : std::string_view::npos;
        if (end == std::string_view::npos) {
            plain += text[i];
            continue;
        }
        const std::string_view name = text.substr(i + 1, end - i - 1);
        const auto filler = enum_from_name<Filler>(name);
        const auto field = enum_from_name<CommandField>(name);
        if (filler && can_fill(*filler, scope)) {
            made.pieces.push_back({std::move(plain), *filler, {}});
        } else if (field && can_fill(*field, scope)) {
            made.pieces.push_back({std::move(plain), Filler::field, *field});
        } else {
            faults.push_back(fault_of(name, scope));
        }
        plain.clear();
        i = end;
    }
    if (!plain.empty()) {
        made.pieces.push_back({std::move(plain), Filler::nothing, {}});
    }
    return made;
}

}  // namespace ordersim::load
