#include "sim/scenario/values.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/scenario/clock_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <type_traits>

namespace ordersim::scenario {
namespace {

using Read = std::optional<Canonical>;

/// How far a sum of shares written by hand may miss 1.
constexpr double kSumSlack = 1e-6;

Canonical plain_text(std::string text) {
    return {text, text, ""};
}

/// Reads one value; an overload for each type that a slot may have.
class ValueReader {
public:
    ValueReader(const KeyTraits& traits, const Node& node, ReadContext& context)
        : traits_(traits), node_(node), context_(context) {}

    Read operator()(bool& into) {
        if (node_.kind != Node::Kind::flag) {
            return wrong_kind("true or false");
        }
        into = node_.flag;
        return plain_text(into ? "true" : "false");
    }

    Read operator()(double& into) {
        const auto number = number_within(node_, is_probability() ? "a probability" : "a number");
        if (!number) {
            return std::nullopt;
        }
        into = *number;
        return plain_text(number_text(into));
    }

    template <class Integer>
    requires std::is_unsigned_v<Integer> Read operator()(Integer& into) {
        if (node_.kind != Node::Kind::integer) {
            return wrong_kind("a whole number");
        }
        constexpr auto room = static_cast<double>(std::numeric_limits<Integer>::max());
        const double value = node_.number();
        const double most = std::min(traits_.most, room);
        if (node_.integer < 0 || value < traits_.least || value > most) {
            return out_of_range(node_, most);
        }
        into = static_cast<Integer>(node_.integer);
        return plain_text(std::to_string(node_.integer));
    }

    Read operator()(SimDuration& into) {
        if (node_.kind == Node::Kind::text && node_.text == traits_.word) {
            into = kLongestDelay;
            return plain_text(quotation(traits_.word));
        }
        const auto duration = duration_at(node_);
        if (!duration) {
            return std::nullopt;
        }
        into = *duration;
        return plain_text(quotation(duration_text(into)));
    }

    Read operator()(std::optional<SimDuration>& into) {
        if (node_.kind == Node::Kind::text && node_.text == traits_.word) {
            into.reset();
            return plain_text(quotation(traits_.word));
        }
        const auto duration = duration_at(node_);
        if (!duration) {
            return std::nullopt;
        }
        into = *duration;
        return plain_text(quotation(duration_text(*into)));
    }

    Read operator()(Distribution& into) {
        const LawUnit unit = traits_.kind == Kind::amounts ? LawUnit::number : LawUnit::delay;
        auto law = read_law(node_, unit, context_);
        if (!law) {
            return std::nullopt;
        }
        into = std::move(law->law);
        return std::move(law->canonical);
    }

    Read operator()(agents::Leg& into) {
        auto law = read_law(node_, LawUnit::bank_leg, context_);
        if (!law) {
            return std::nullopt;
        }
        into = {std::move(law->law), law->clock == DurationClock::business};
        return std::move(law->canonical);
    }

    Read operator()(WeeklyClock& into) {
        const ClockKind kind =
            traits_.kind == Kind::profile ? ClockKind::profile : ClockKind::open_hours;
        auto clock = read_clock(node_, kind, context_);
        if (!clock) {
            return std::nullopt;
        }
        into = std::move(clock->clock);
        return std::move(clock->canonical);
    }

    template <class Enum>
    requires std::is_enum_v<Enum> Read operator()(Enum& into) {
        const auto& names = enum_names<Enum>;
        const std::vector<std::string> known(names.begin(), names.end());
        if (node_.kind != Node::Kind::text) {
            return wrong_kind(one_of(known));
        }
        const auto value = enum_from_name<Enum>(node_.text);
        if (!value) {
            const std::string guess = did_you_mean(node_.text, known);
            return fail(node_.place,
                        name() + " is " + one_of(known) + ", not '" + node_.text + "'" + guess);
        }
        into = *value;
        return plain_text(quotation(node_.text));
    }

    Read operator()(Shares into) {
        const std::vector<std::string> known(into.names.begin(), into.names.end());
        if (node_.kind != Node::Kind::table) {
            return wrong_kind("a table of shares of " + one_of(known));
        }
        std::vector<double> shares(known.size(), 0.0);
        double sum = 0;
        bool is_good = true;
        for (const Member& member : node_.members) {
            const auto place = std::ranges::find(known, member.key);
            if (place == known.end()) {
                fail(member.value.key_place,
                     name() + " knows no '" + member.key + "'" + did_you_mean(member.key, known));
                is_good = false;
                continue;
            }
            const auto share = share_at(member.value);
            is_good = is_good && share.has_value();
            shares[static_cast<std::size_t>(place - known.begin())] = share.value_or(0);
            sum += share.value_or(0);
        }
        if (is_good && std::abs(sum - 1.0) > kSumSlack) {
            fail(node_.key_place, name() + " must sum to 1; it sums to " + sum_text(sum));
            is_good = false;
        }
        if (!is_good) {
            return std::nullopt;
        }
        std::ranges::copy(shares, into.into.begin());
        return plain_text(shares_text(known, shares));
    }

    Read operator()(std::optional<RunPlan::Precision>& into) {
        const std::vector<std::string> known{"metric", "at_most", "replications_max"};
        bool is_good = node_.kind == Node::Kind::table;
        for (const Member& member : node_.members) {
            if (std::ranges::find(known, member.key) == known.end()) {
                fail(member.value.key_place, "unknown key '" + member.key + "' in half_width" +
                                                 did_you_mean(member.key, known));
                return std::nullopt;
            }
        }
        const Node* metric = node_.find("metric");
        const Node* at_most = node_.find("at_most");
        const Node* most = node_.find("replications_max");
        is_good = is_good && metric != nullptr && at_most != nullptr && most != nullptr;
        if (!is_good) {
            return fail(node_.place,
                        "half_width is a table: { metric = \"M01\", at_most = 0.005, "
                        "replications_max = 200 }");
        }
        if (!is_metric(*metric)) {
            return fail(metric->place, "a metric is named \"M01\" to \"M16\"");
        }
        if (!at_most->is_number() || !std::isfinite(at_most->number()) || at_most->number() <= 0) {
            return fail(at_most->place, "a half-width is a number above 0");
        }
        if (most->kind != Node::Kind::integer || most->integer < 2 || most->integer > 1'000'000) {
            return fail(most->place, "replications_max is a whole number, 2 to 1000000");
        }
        into = {metric->text, at_most->number(), static_cast<std::uint32_t>(most->integer)};
        return plain_text("{ metric = " + quotation(into->metric) +
                          ", at_most = " + number_text(into->half_width) +
                          ", replications_max = " + std::to_string(most->integer) + " }");
    }

private:
    [[nodiscard]] bool is_probability() const { return traits_.kind == Kind::probability; }

    [[nodiscard]] std::string name() const {
        return std::string(traits_.name.substr(traits_.name.rfind('.') + 1));
    }

    std::nullopt_t fail(const Place& place, std::string message) {
        context_.findings.add(place, std::move(message));
        return std::nullopt;
    }

    std::nullopt_t wrong_kind(const std::string& expected) {
        return fail(node_.place,
                    name() + " is " + expected + ", not " + std::string(kind_name(node_.kind)));
    }

    std::nullopt_t out_of_range(const Node& node, double most) {
        constexpr double endless = 1e15;
        const std::string range = most < endless ? "must lie in [" + number_text(traits_.least) +
                                                       ", " + number_text(most) + "]"
                                                 : "must be at least " + number_text(traits_.least);
        const std::string value = node.kind == Node::Kind::integer ? std::to_string(node.integer)
                                                                   : number_text(node.number());
        return fail(node.place, name() + " " + range + "; it is " + value);
    }

    std::optional<double> number_within(const Node& node, const std::string& expected) {
        if (!node.is_number()) {
            return wrong_kind(expected);
        }
        if (!std::isfinite(node.number())) {
            return fail(node.place, name() + " must be a finite number");
        }
        if (node.number() < traits_.least || node.number() > traits_.most) {
            return out_of_range(node, traits_.most);
        }
        return node.number();
    }

    std::optional<double> share_at(const Node& node) {
        // NaN fails both comparisons, and is refused with them.
        if (!node.is_number() || !(node.number() >= 0 && node.number() <= 1)) {
            return fail(node.place, "a share is a number in [0, 1]");
        }
        return node.number();
    }

    std::optional<SimDuration> duration_at(const Node& node) {
        if (node.kind == Node::Kind::integer && node.integer == 0) {
            return SimDuration::zero();
        }
        if (node.is_number()) {
            return fail(node.place, name() + " is a duration and needs a unit: write \"" +
                                        number_text(node.number()) + " min\" in quotes");
        }
        if (node.kind != Node::Kind::text) {
            return wrong_kind("a duration like \"30 min\"");
        }
        const auto duration = parse_duration(node.text);
        if (!duration) {
            const std::string word =
                traits_.word.empty() ? "" : " (or " + quotation(traits_.word) + ")";
            return fail(node.place, duration.error() + word);
        }
        if (duration->clock == DurationClock::business) {
            return fail(node.place,
                        "business days have a meaning in [gateway] bank legs only; "
                        "write calendar time");
        }
        return SimDuration(std::llround(duration->microseconds));
    }

    static bool is_metric(const Node& node) {
        const std::string& text = node.text;
        const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
        if (text.size() != 3 || text[0] != 'M' || !is_digit(text[1]) || !is_digit(text[2])) {
            return false;
        }
        const int number = (text[1] - '0') * 10 + (text[2] - '0');
        return number >= 1 && number <= 16;
    }

    static std::string shares_text(const std::vector<std::string>& names,
                                   const std::vector<double>& shares) {
        std::string text;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (shares[i] > 0) {
                text += (text.empty() ? "" : ", ") + names[i] + " = " + number_text(shares[i]);
            }
        }
        return "{ " + text + " }";
    }

    const KeyTraits& traits_;
    const Node& node_;
    ReadContext& context_;
};

template <class Root>
Read read_slot(const Key<Root>& key, const Node& node, Root& into, ReadContext& context) {
    ValueReader reader(key.traits, node, context);
    return std::visit(
        [&](auto slot) -> Read {
            decltype(auto) place = slot(into);
            return reader(place);
        },
        key.slot);
}

}  // namespace

Read read_value(const Key<Target>& key, const Node& node, Target& into, ReadContext& context) {
    return read_slot(key, node, into, context);
}

Read read_value(const Key<agents::SellerClass>& key, const Node& node, agents::SellerClass& into,
                ReadContext& context) {
    return read_slot(key, node, into, context);
}

}  // namespace ordersim::scenario
