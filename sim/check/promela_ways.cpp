#include "sim/check/promela_text.hpp"

// What the environment may do, written again.
namespace ordersim::check::promela_text {
namespace {

using namespace order;
using C = CommandKind;

/// By how much money a proposal, an offer or an award may be.
struct Sum {
    std::string_view text;
    bool is_part = false;  ///< of more than one unit
};
constexpr Sum kNothing{"0"};
constexpr Sum kPart{"1", true};
constexpr Sum kRest{"rest"};
constexpr Sum kExcess{"rest + 1"};

Way with(Way way, const Sum& sum) {
    way.amount = sum.text;
    if (sum.is_part) {
        way.offered.emplace_back("rest > 1");
    }
    return way;
}

/// One way for each of the values.
template <class Value, std::size_t Size, class Set>
std::vector<Way> each(const std::vector<Way>& ways, const Value (&values)[Size], Set set) {
    std::vector<Way> all;
    for (const Way& way : ways) {
        for (const Value& value : values) {
            all.push_back(set(way, value));
        }
    }
    return all;
}

std::vector<Way> with_sums(const std::vector<Way>& ways) {
    return each(ways, {kRest, kPart, kExcess, kNothing}, with);
}

std::vector<Way> with_reasons(const std::vector<Way>& ways, Reason reason) {
    return each(ways, {Reason::other, reason}, [](Way way, Reason value) {
        way.command.reason = value;
        return way;
    });
}

/// At the price that all orders have, and at none that there can be.
std::vector<Way> placings(const std::vector<Way>& ways, bool is_shared) {
    const auto in_stock = each(ways, {1, 0}, [is_shared](Way way, int stock) {
        way.command.stock_free = static_cast<std::uint16_t>(stock);
        if (is_shared) {
            way.offered.emplace_back(stock > 0 ? "units_held < STOCK" : "units_held >= STOCK");
        }
        return way;
    });
    std::vector<Way> all = each(in_stock, {false, true}, [](Way way, bool is_trusted) {
        way.command.is_trusted = is_trusted;
        return way;
    });
    all.push_back(in_stock.front());
    all.back().command.amount = Money{-1};
    return all;
}

/// The whole price, a part of it, and the whole at the last instant of the time to pay.
std::vector<Way> payments(const Setting& setting, Way way) {
    if (setting.slice.bounds.payments < kPayments) {
        way.offered.emplace_back("payments < PAYMENTS");
    }
    Way part = way;
    way.amount = "TOTAL";
    part.amount = "1";
    Way late = way;
    late.is_at_deadline = true;
    late.offered.emplace_back("runs(life, life_mode, pay_timer)");
    return {way, part, late};
}

std::vector<Way> payment_reports(const Way& way) {
    Way earlier = way;
    earlier.is_earlier = true;
    earlier.offered.emplace_back("payments >= 2");
    return {way, earlier};
}

std::vector<Way> claims(const std::vector<Way>& ways) {
    return with_sums(each(ways, {false, true}, [](Way way, bool with_return) {
        way.command.with_return = with_return;
        return way;
    }));
}

std::vector<Way> offers(const Way& way) {
    std::vector<Way> all = with_sums({way});
    all.push_back(way);
    all.back().command.offer = Offer::coupon;
    return all;
}

std::vector<Way> verdicts(const Way& way) {
    std::vector<Way> all = each({way}, {Verdict::buyer, Verdict::seller},
                                [](Way one, Verdict verdict) {
                                    one.command.verdict = verdict;
                                    return one;
                                });
    Way split = way;
    split.command.verdict = Verdict::split;
    for (const Sum& sum : {kPart, kRest, kExcess}) {
        all.push_back(with(split, sum));
    }
    return all;
}

std::vector<Way> about_refund(Way way, RefundKind refund) {
    const std::string name(enum_name(refund));
    way.command.refund = refund;
    const C kind = way.command.kind;
    if (kind == C::refund_retry_timer || kind == C::refund_sla_timer) {
        way.offered.push_back(name + "_due");
        way.offered.push_back(name + (kind == C::refund_retry_timer ? " == " : " != ") +
                              "refund_failed");
    }
    std::vector<Way> all{way};
    if (kind == C::refund_failed) {
        all.push_back(way);
        all.back().command.is_permanent = true;
    }
    if (class_of(kind) == CommandClass::fact) {
        all.push_back(way);
        all.back().is_earlier = true;
        all.back().offered.push_back(name + "_tries >= 2");
    }
    return all;
}

std::vector<Way> about_refunds(const Way& way) {
    std::vector<Way> all;
    for (std::size_t i = 0; i < kRefunds; ++i) {
        for (const Way& one : about_refund(way, static_cast<RefundKind>(i))) {
            all.push_back(one);
        }
    }
    return all;
}

std::vector<Way> of_timer(Way way) {
    const C timer = way.command.kind;
    const std::string slot(enum_name(slot_of(timer)));
    way.is_at_deadline = true;
    way.offered.push_back("runs(" + slot + ", " + slot + "_mode, " +
                          std::string(enum_name(timer)) + ")");
    return {way};
}

/// With whatever else a command says, where a guard or an effect asks for it.
std::vector<Way> ways_by(const Setting& setting, const Way& way, bool is_shared) {
    const C kind = way.command.kind;
    if (is_about_refund(kind)) {
        return about_refunds(way);
    }
    if (class_of(kind) == CommandClass::timer) {
        return of_timer(way);
    }
    if (kind == C::place_order) {
        return placings({way}, is_shared);
    }
    if (kind == C::pay) {
        return payments(setting, way);
    }
    if (kind == C::payment_verified || kind == C::payment_failed) {
        return payment_reports(way);
    }
    if (kind == C::request_cancel || kind == C::cancel_instant) {
        return with_reasons({way}, Reason::slow_shipping);
    }
    if (kind == C::seller_cancel || kind == C::approve_cancel) {
        return with_reasons({way}, Reason::out_of_stock);
    }
    if (kind == C::open_dispute || kind == C::modify_proposal) {
        return claims({way});
    }
    if (kind == C::counter_offer) {
        return offers(way);
    }
    if (kind == C::reject_proposal) {
        return with_sums({way});
    }
    if (kind == C::decide_case) {
        return verdicts(way);
    }
    if (kind == C::request_info) {
        return each({way}, {Actor::buyer, Actor::seller}, [](Way one, Actor party) {
            one.command.party = party;
            return one;
        });
    }
    return {way};
}

}  // namespace

std::vector<Way> ways_of(const Setting& setting, CommandKind kind, bool is_shared) {
    std::vector<Way> all;
    for (std::size_t i = 0; i < enum_count<Actor>; ++i) {
        Way way;
        way.command.kind = kind;
        way.command.actor = static_cast<Actor>(i);
        if (!may_give(way.command.actor, kind)) {
            continue;
        }
        if (is_shared && kind == C::pick_up_case) {
            way.offered.emplace_back("agents_busy < AGENTS");
        }
        for (const Way& one : ways_by(setting, way, is_shared)) {
            all.push_back(one);
        }
    }
    return all;
}

}  // namespace ordersim::check::promela_text
