#include "sim/report/rules_words.hpp"

#include "sim/base/enum_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ordersim::report {

using namespace ordersim::order;

namespace {

constexpr unsigned kOrderBits = (1U << enum_count<OrderState>)-1U;

unsigned bits_of_open() {
    unsigned bits = 0;
    for (std::size_t i = 1; i < enum_count<OrderState>; ++i) {
        bits |= is_terminal(static_cast<OrderState>(i)) ? 0U : 1U << i;
    }
    return bits;
}

template <class State>
RegionWords region(std::string_view name) {
    const auto& names = enum_names<State>;
    return {name, Words(names.begin(), names.end())};
}

template <class State>
void add_change(Words& words, const Change& change, unsigned number, State state) {
    constexpr std::array<std::string_view, 8> names{"",      "payment ", "shipment ", "request ",
                                                    "chat ", "case ",    "stock ",    "stop "};
    if (change.sets(number)) {
        words.push_back(fmt::format("{}{}", names[number], enum_name(state)));
    }
}

void add_once(Words& words, std::string_view word) {
    if (std::ranges::find(words, word) == words.end()) {
        words.emplace_back(word);
    }
}

}  // namespace

std::string joined(const Words& words, std::string_view separator) {
    std::string text;
    for (const std::string& word : words) {
        text.append(text.empty() ? "" : separator).append(word);
    }
    return text;
}

Words from_words(const Row& row) {
    const unsigned placed = kOrderBits & ~1U;
    if (row.from == placed) {
        return {"any"};
    }
    if (row.from == bits_of_open()) {
        return {"any but an end"};
    }
    Words words;
    for (std::size_t i = 0; i < enum_count<OrderState>; ++i) {
        if (contains(row.from, static_cast<OrderState>(i))) {
            words.emplace_back(enum_names<OrderState>[i]);
        }
    }
    return words;
}

Words actor_words(CommandKind kind) {
    Words words;
    for (std::size_t i = 0; i < enum_count<Actor>; ++i) {
        if (may_give(static_cast<Actor>(i), kind)) {
            words.emplace_back(enum_names<Actor>[i]);
        }
    }
    return words;
}

Words when_words(const Row& row) {
    Words words;
    for (const Guard guard : row.when) {
        if (guard != Guard::always) {
            words.emplace_back(enum_name(guard));
        }
    }
    return words;
}

Words guard_words(const Row& row) {
    Words words;
    for (const Guard guard : row.guards) {
        if (guard != Guard::always) {
            words.push_back(
                fmt::format("{}, else {}", enum_name(guard), enum_name(refusal_of(guard))));
        }
    }
    return words;
}

Words change_words(const Row& row) {
    const Change& change = row.change;
    const Regions& to = change.to;
    Words words;
    add_change(words, change, 0, to.order);
    add_change(words, change, 1, to.payment);
    add_change(words, change, 2, to.shipment);
    add_change(words, change, 3, to.request);
    add_change(words, change, 4, to.chat);
    add_change(words, change, 5, to.case_);
    add_change(words, change, 6, to.stock);
    add_change(words, change, 7, to.stop);
    return words;
}

Words timer_words(const Row& row) {
    Words words;
    for (const TimerMove& move : row.timers) {
        switch (move.action) {
        case TimerAction::nothing: break;
        case TimerAction::arm_paused:
            words.push_back(fmt::format("arm {}, paused", enum_name(move.timer)));
            break;
        case TimerAction::arm:
        case TimerAction::cancel:
        case TimerAction::pause:
        case TimerAction::resume:
            words.push_back(std::string(enum_name(move.action)) + " " +
                            std::string(enum_name(move.timer)));
            break;
        }
    }
    return words;
}

Words effect_words(const Row& row) {
    Words words;
    for (const Effect effect : row.effects) {
        if (effect != Effect::nothing) {
            words.emplace_back(enum_name(effect));
        }
    }
    return words;
}

Words refusal_words(const Row& row) {
    Words words;
    if (row.refusal != Refusal::none) {
        words.emplace_back(enum_name(row.refusal));
    }
    for (const Guard guard : row.guards) {
        if (guard != Guard::always) {
            add_once(words, enum_name(refusal_of(guard)));
        }
    }
    return words;
}

std::vector<RegionWords> region_words() {
    return {region<OrderState>("order"),         region<PaymentState>("payment"),
            region<ShipmentState>("shipment"),   region<RequestState>("request"),
            region<ChatState>("chat"),           region<CaseState>("case"),
            region<StockState>("stock"),         region<StopState>("stop"),
            region<RefundState>("refund (each)")};
}

}  // namespace ordersim::report
