#include "sim/scenario/law.hpp"

#include "sim/scenario/law_families.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ordersim::scenario {
namespace {

using Made = Distribution::Made;
using Numbers = std::array<double, 3>;

constexpr std::array<std::string_view, 3> kModifiers{"shift", "truncate", "clamp"};

/// Reads one law; the clock that its durations name is gathered on the way.
class LawReader {
public:
    LawReader(LawUnit unit, ReadContext& context) : unit_(unit), context_(context) {}

    std::optional<Law> read(const Node& node) {
        if (node.kind != Node::Kind::table) {
            return fail(node.place, not_a_table(node));
        }
        const Member* family = family_of(node);
        if (family == nullptr) {
            return std::nullopt;
        }
        std::optional<Law> law = read_family(*family);
        if (law) {
            law = modified(std::move(*law), node);
        }
        if (law) {
            law->canonical.text = "{ " + law->canonical.text + " }";
            law->canonical.digest = "{ " + law->canonical.digest + " }";
            law->clock = clock_;
        }
        return law;
    }

private:
    std::nullopt_t fail(const Place& place, std::string message) {
        context_.findings.add(place, std::move(message));
        return std::nullopt;
    }

    /// A law refuses its parameters by their numbers; those of durations are microseconds.
    [[nodiscard]] std::string in_unit(const std::string& message) const {
        const bool has_number = message.find_first_of("0123456789") != std::string::npos;
        return message + (has_number && unit_ != LawUnit::number ? " (in microseconds)" : "");
    }

    [[nodiscard]] std::string not_a_table(const Node& node) const {
        std::string hint = "{ lognormal = { median = \"14h\", sigma = 1.0 } }";
        if (node.kind == Node::Kind::text && unit_ != LawUnit::number) {
            hint = "{ constant = " + quotation(node.text) + " }";
        } else if (node.is_number() && unit_ == LawUnit::number) {
            hint = "{ constant = " + number_text(node.number()) + " }";
        }
        return "a law is a table: write " + hint;
    }

    /// The one member that names the law; all others must be modifiers.
    const Member* family_of(const Node& node) {
        const std::vector<std::string> names = law_names();
        std::vector<std::string> known = names;
        known.insert(known.end(), kModifiers.begin(), kModifiers.end());
        const Member* found = nullptr;
        bool is_good = true;
        for (const Member& member : node.members) {
            const Place& at = member.value.key_place;
            if (std::ranges::find(kModifiers, member.key) != kModifiers.end()) {
                continue;
            }
            if (std::ranges::find(names, member.key) == names.end()) {
                fail(at, "unknown law '" + member.key + "'" + did_you_mean(member.key, known));
                is_good = false;
            } else if (found != nullptr) {
                fail(at,
                     "a law has one name, here are '" + found->key + "' and '" + member.key + "'");
                is_good = false;
            } else {
                found = &member;
            }
        }
        if (found == nullptr && is_good) {
            fail(node.place, "no law is named; laws are " + one_of(names));
        }
        return is_good ? found : nullptr;
    }

    std::optional<Law> read_family(const Member& member) {
        if (member.key == "constant") {
            return read_constant(member.value);
        }
        if (member.key == "mixture") {
            return read_mixture(member.value);
        }
        if (member.key == "minimum") {
            return read_minimum(member.value);
        }
        if (member.key == "empirical") {
            return read_empirical(member.value);
        }
        return read_numbers(*std::ranges::find(families(), member.key, &Family::name),
                            member.value);
    }

    /// A number of the law's unit, with its canonical text.
    std::optional<std::pair<double, std::string>> quantity(const Node& node) {
        if (unit_ == LawUnit::number) {
            return plain(node);
        }
        if (node.kind == Node::Kind::integer && node.integer == 0) {
            return std::pair(0.0, quotation("0"));
        }
        if (node.kind != Node::Kind::text) {
            return fail(node.place, "a duration is text with a unit: write \"" +
                                        (node.is_number() ? number_text(node.number()) : "14") +
                                        " h\" in quotes");
        }
        const auto duration = parse_duration(node.text);
        if (!duration) {
            return fail(node.place, duration.error());
        }
        if (!agrees(node, duration->clock)) {
            return std::nullopt;
        }
        return std::pair(duration->microseconds, quotation(duration_text(*duration)));
    }

    bool agrees(const Node& node, DurationClock clock) {
        if (clock == DurationClock::any) {
            return true;
        }
        if (clock == DurationClock::business && unit_ == LawUnit::delay) {
            fail(node.place,
                 "business days have a meaning in [gateway] bank legs only; "
                 "write calendar time");
            return false;
        }
        if (clock_ != DurationClock::any && clock_ != clock) {
            fail(node.place, "this law mixes business days and calendar time; write one of them");
            return false;
        }
        clock_ = clock;
        return true;
    }

    std::optional<std::pair<double, std::string>> plain(const Node& node) {
        if (!node.is_number()) {
            return fail(node.place,
                        "expected a plain number, found " + std::string(kind_name(node.kind)));
        }
        if (!std::isfinite(node.number())) {
            return fail(node.place, "the number must be finite");
        }
        return std::pair(node.number(), number_text(node.number()));
    }

    static Law made(const Distribution& law, const std::string& text) {
        return {law, {text, text, ""}, DurationClock::any};
    }

    std::optional<Law> checked(const Made& law, const Place& place, const std::string& text) {
        if (!law) {
            return fail(place, in_unit(law.error().message));
        }
        return made(*law, text);
    }

    std::optional<Law> read_constant(const Node& node) {
        const auto value = quantity(node);
        if (!value) {
            return std::nullopt;
        }
        return checked(Distribution::constant(value->first), node.place,
                       "constant = " + value->second);
    }

    std::optional<Law> read_numbers(const Family& family, const Node& node) {
        if (family.name == "beta" && unit_ != LawUnit::number) {
            return fail(node.key_place,
                        "beta lies between 0 and 1 and has no unit: no delay follows it");
        }
        std::vector<std::string> names;
        for (std::size_t i = 0; i < family.count; ++i) {
            names.emplace_back(family.parameters[i].name);
        }
        bool is_good = has_only(node, names, family.name, context_.findings);
        Numbers numbers{};
        std::string text;
        for (std::size_t i = 0; i < family.count && node.kind == Node::Kind::table; ++i) {
            const Node* value = node.find(names[i]);
            if (value == nullptr) {
                fail(node.place, std::string(family.name) + " lacks '" + names[i] + "'");
                is_good = false;
                continue;
            }
            const auto number = family.parameters[i].has_unit ? quantity(*value) : plain(*value);
            is_good = is_good && number.has_value();
            numbers[i] = number ? number->first : 0;
            text += (i == 0 ? "" : ", ") + names[i] + " = " + (number ? number->second : "");
        }
        if (!is_good) {
            return std::nullopt;
        }
        return checked(family.make(numbers), node.place,
                       std::string(family.name) + " = { " + text + " }");
    }

    /// Parts read by the same reader, so that all agree on the clock.
    struct Parts {
        std::vector<double> shares;
        std::vector<Distribution> laws;
        Canonical canonical;

        void add(const Law& law, const std::string& before, const std::string& after) {
            const std::string comma = laws.empty() ? "" : ", ";
            laws.push_back(law.law);
            canonical.text += comma + before + law.canonical.text + after;
            canonical.digest += comma + before + law.canonical.digest + after;
            canonical.note += law.canonical.note;
        }
        [[nodiscard]] Canonical named(const std::string& name) const {
            return {name + " = [" + canonical.text + "]", name + " = [" + canonical.digest + "]",
                    canonical.note};
        }
    };

    std::optional<Law> read_mixture(const Node& node) {
        if (node.kind != Node::Kind::array || node.items.empty()) {
            return fail(node.place,
                        "a mixture is a list: [{ share = 0.3, law = { ... } }, { ... }]");
        }
        const std::vector<std::string> known{"share", "law"};
        Parts parts;
        bool is_good = true;
        double sum = 0;
        for (const Node& item : node.items) {
            is_good = has_only(item, known, "a part of a mixture", context_.findings) && is_good;
            const Node* share = item.find("share");
            const Node* law_node = item.find("law");
            if (share == nullptr || law_node == nullptr) {
                fail(item.place, "each part of a mixture has a share and a law");
                is_good = false;
                continue;
            }
            const auto number = plain(*share);
            const auto law = read(*law_node);
            if (number && (number->first < 0 || number->first > 1)) {
                fail(share->place, "a share lies in [0, 1]");
            }
            is_good = is_good && number && law;
            if (is_good) {
                sum += number->first;
                parts.shares.push_back(number->first);
                parts.add(*law, "{ share = " + number->second + ", law = ", " }");
            }
        }
        if (is_good && std::abs(sum - 1.0) > 1e-9) {
            return fail(node.place,
                        "the shares of a mixture sum to 1; these sum to " + sum_text(sum));
        }
        if (!is_good) {
            return std::nullopt;
        }
        return combined(Distribution::mixture(parts.shares, parts.laws), node.place,
                        parts.named("mixture"));
    }

    std::optional<Law> read_minimum(const Node& node) {
        if (node.kind != Node::Kind::array || node.items.empty()) {
            return fail(node.place, "a minimum is a list of laws: [{ ... }, { ... }]");
        }
        Parts parts;
        bool is_good = true;
        for (const Node& item : node.items) {
            const auto law = read(item);
            is_good = is_good && law;
            if (law) {
                parts.add(*law, "", "");
            }
        }
        if (!is_good) {
            return std::nullopt;
        }
        return combined(Distribution::minimum(parts.laws), node.place, parts.named("minimum"));
    }

    std::optional<Law> combined(const Made& law, const Place& place, Canonical canonical) {
        if (!law) {
            return fail(place, in_unit(law.error().message));
        }
        return Law{*law, std::move(canonical), DurationClock::any};
    }

    std::optional<Law> read_empirical(const Node& node) {
        auto law = scenario::read_empirical(node, unit_, context_);
        const bool is_good =
            law && (unit_ == LawUnit::number || agrees(node, DurationClock::calendar));
        return is_good ? std::move(law) : std::nullopt;
    }

    std::optional<Law> modified(Law law, const Node& node) {
        if (const Node* shift = node.find("shift")) {
            const auto offset = quantity(*shift);
            if (!offset) {
                return std::nullopt;
            }
            if (!adopt(law, law.law.shifted(offset->first), *shift, "shift = " + offset->second)) {
                return std::nullopt;
            }
        }
        for (const char* name : {"truncate", "clamp"}) {
            const Node* bounds = node.find(name);
            if (bounds == nullptr) {
                continue;
            }
            if (bounds->kind != Node::Kind::array || bounds->items.size() != 2) {
                return fail(bounds->place, std::string(name) + " has two bounds: [min, max]");
            }
            const auto low = quantity(bounds->items[0]);
            const auto high = quantity(bounds->items[1]);
            if (!low || !high) {
                return std::nullopt;
            }
            const Made made = name == std::string_view("clamp")
                                  ? law.law.clamped(low->first, high->first)
                                  : law.law.truncated(low->first, high->first);
            if (!adopt(law, made, *bounds,
                       std::string(name) + " = [" + low->second + ", " + high->second + "]")) {
                return std::nullopt;
            }
        }
        return law;
    }

    bool adopt(Law& law, const Made& changed, const Node& node, const std::string& text) {
        if (!changed) {
            fail(node.place, in_unit(changed.error().message));
            return false;
        }
        law.law = *changed;
        law.canonical.text += ", " + text;
        law.canonical.digest += ", " + text;
        return true;
    }

    LawUnit unit_;
    ReadContext& context_;
    DurationClock clock_ = DurationClock::any;
};

}  // namespace

std::optional<Law> read_law(const Node& node, LawUnit unit, ReadContext& context) {
    return LawReader(unit, context).read(node);
}

}  // namespace ordersim::scenario
