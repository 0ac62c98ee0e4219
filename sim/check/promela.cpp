#include "sim/check/promela.hpp"

#include <algorithm>

#include "sim/check/promela_text.hpp"
#include "sim/check/slices.hpp"

// The model as a whole: policy, names, rows and the process that takes steps.
namespace ordersim::check {
namespace {

using namespace order;
using namespace promela_text;

using Terms = std::vector<std::string>;

std::string define(const std::string& name, const std::string& value,
                   std::string_view comment = {}) {
    std::string line = "#define " + name;
    line.resize(std::max<std::size_t>(line.size() + 1, 36), ' ');
    line += value;
    return line + (comment.empty() ? "" : "  /* " + std::string(comment) + " */") + "\n";
}
std::string define(const std::string& name, std::uint64_t value, std::string_view comment = {}) {
    return define(name, std::to_string(value), comment);
}

/// The states of a region, or the values of a lever, by number.
template <class Enum>
std::string define_all(const std::string& prefix) {
    std::string text;
    for (std::size_t i = 0; i < enum_count<Enum>; ++i) {
        text += define(prefix + "_" + std::string(enum_names<Enum>[i]), i);
    }
    return text + "\n";
}

std::string names_of_states() {
    return define_all<OrderState>("order") + define_all<PaymentState>("payment") +
           define_all<ShipmentState>("shipment") + define_all<RequestState>("request") +
           define_all<ChatState>("chat") + define_all<CaseState>("case") +
           define_all<StockState>("stock") + define_all<StopState>("stop") +
           define_all<RefundState>("refund") + define_all<Verdict>("verdict") +
           define("verdict_none", enum_count<Verdict>) + "\n";
}

/// A deadline is named by the timer that it comes to, a step by the command.
std::string names_of_commands() {
    std::string text;
    for (std::size_t i = 0; i < enum_count<CommandKind>; ++i) {
        const std::string name(enum_names<CommandKind>[i]);
        text += define("on_" + name, i);
        if (class_of(static_cast<CommandKind>(i)) == CommandClass::timer) {
            text += define(name, i);
        }
    }
    return text + "\n";
}

/// After how many windows a limit has passed: its own, and all that are no longer.
std::uint64_t ends_after(const Setting& setting, SimDuration limit) {
    if (limit >= kLongestDelay) {
        return setting.windows.size() + 1;
    }
    return static_cast<std::uint64_t>(std::ranges::count_if(
        setting.windows, [limit](SimDuration window) { return window <= limit; }));
}

template <class Enum>
std::string lever(const std::string& name, const std::string& prefix, Enum value) {
    return define_all<Enum>(prefix) +
           define(name, prefix + "_" + std::string(enum_name(value))) + "\n";
}

std::string levers_of(const Policy& policy) {
    const bool waits = policy.dispute_opens > SimDuration::zero() &&
                       std::chrono::minutes(kShipLimitMinutes) >= policy.dispute_at_once_below;
    return lever("LOCK", "lock", policy.lock) +
           lever("ON_SILENCE", "on_silence", policy.on_silence) +
           lever("APPROVAL", "approval", policy.approval) +
           lever("VERIFY_CANCEL", "verify_cancel", policy.verify_cancel) +
           define("VOID_SYNC", policy.void_sync) +
           define("REARM_ON_MESSAGE", policy.rearm_on_message) +
           define("PRESHIP_ESCALATION", policy.preship_escalation) +
           define("CASE_HOLDS_SHIP", policy.case_holds_ship) +
           define("LOST_OPENS_CASE", policy.lost_opens_case) +
           define("DISPUTES_WAIT", waits, "after hand-over") +
           define("EXTENSION", policy.extension_max >= std::chrono::minutes(1),
                  "all of it in one step") +
           define("MAX_REQUESTS", policy.max_requests) +
           define("NEGOTIATION_ROUNDS", policy.negotiation_rounds) +
           define("INFO_ROUNDS", policy.info_rounds) +
           define("REFUND_RETRIES", policy.refund_retries);
}

std::string constants_of(const Setting& setting) {
    const std::string windows = "after so many of the windows that count from payment";
    return "/* The policy. */\n" + levers_of(setting.policy) +
           define("WINDOWS", setting.windows.size()) +
           define("GRACE_ENDS", ends_after(setting, setting.policy.grace_window), windows) +
           define("REQUEST_ENDS", ends_after(setting, setting.policy.request_window), windows) +
           "\n/* The bounds of what is explored. */\n" +
           define("PAYMENTS", setting.slice.bounds.payments) +
           define("PAYMENTS_MOST", kPayments, "of the rules") + "\n";
}

std::string set_text(OrderStates states) {
    std::string text;
    int count = 0;
    std::string last;
    for (std::size_t i = 0; i < enum_count<OrderState>; ++i) {
        if (contains(states, static_cast<OrderState>(i))) {
            last = "order_" + std::string(enum_names<OrderState>[i]);
            text += (text.empty() ? "is(" : " | is(") + last + ")";
            ++count;
        }
    }
    return count == 1 ? "order == " + last : "one_of(" + text + ")";
}

Terms terms_of(const std::array<Guard, 4>& guards, const Way& way) {
    Terms terms;
    for (const Guard guard : guards) {
        terms.push_back(guard_text(guard, way));
    }
    return terms;
}

/// Under which conditions a row is the one for its command and accepts it: no row before it is for
/// that state, its conditions hold, and its guards.
Terms acceptance(std::span<const Row> rows, std::size_t index, const Way& way) {
    const Row& row = rows[index];
    Terms terms{set_text(row.from)};
    for (std::size_t i = 0; i < index; ++i) {
        const Row& before = rows[i];
        const auto shared = static_cast<OrderStates>(before.from & row.from);
        if (before.on == row.on && shared != 0) {
            Terms when = terms_of(before.when, way);
            if (shared != row.from) {
                when.insert(when.begin(), set_text(before.from));
            }
            terms.push_back(negation(all_of(when, " && ")));
        }
    }
    for (const auto* const guards : {&row.when, &row.guards}) {
        for (std::string& term : terms_of(*guards, way)) {
            terms.push_back(std::move(term));
        }
    }
    return terms;
}

/// What a row does, statement by statement, in the order in which it is done.
Terms statements_of(const Row& row, const Way& way) {
    Terms statements = change_texts(row.change);
    for (const TimerMove& move : row.timers) {
        if (move.action == TimerAction::nothing) {
            break;
        }
        statements.push_back(timer_text(move));
    }
    for (const Effect effect : row.effects) {
        statements.push_back(effect_text(effect, way));
    }
    std::erase(statements, "");
    return statements;
}

/// For whom a case ends by this; with nothing decided, for nobody.
std::string verdict_text(const Way& way) {
    if (way.command.kind == CommandKind::info_timer) {
        return "(info_from_seller -> verdict_buyer : verdict_seller)";
    }
    return way.command.kind == CommandKind::decide_case
               ? "verdict_" + std::string(enum_name(way.command.verdict))
               : "verdict_none";
}

std::string begin_text(const Row& row, const Way& way) {
    const bool is_due = way.is_at_deadline && (row.on == CommandKind::pay ||
                                               slot_of(row.on) == Slot::life);
    return "begin(on_" + std::string(enum_name(row.on)) + ", " + way.amount + ", " +
           (is_seller_side(way.command.reason) ? "1" : "0") + ", " + (is_due ? "1" : "0") +
           ", " + verdict_text(way) + ")";
}

bool is_stale_report(const Row& row, const Way& way) {
    return way.is_earlier && row.on != CommandKind::payment_verified;
}

/// A row's step in one of the ways of its command; empty if it never takes it.
std::string option(std::span<const Row> rows, std::size_t index, const Way& way) {
    const Row& row = rows[index];
    Terms terms = way.offered;
    for (std::string& term : acceptance(rows, index, way)) {
        terms.push_back(std::move(term));
    }
    std::ranges::rotate(terms, terms.begin() + static_cast<std::ptrdiff_t>(way.offered.size()));
    const std::string guard = all_of(terms, " &&\n           ");
    if (guard == "false") {
        return "";
    }
    Terms statements = statements_of(row, way);
    statements.insert(statements.begin(), begin_text(row, way));
    if (is_stale_report(row, way)) {
        statements.push_back(
            "inv_07_stale_report_does_nothing = 0; assert(inv_07_stale_report_does_nothing)");
    }
    std::string text = "    :: d_step { " + guard + " ->\n";
    for (const std::string& statement : statements) {
        text += "         " + statement + (&statement == &statements.back() ? " }\n" : ";\n");
    }
    return text;
}

bool is_withheld(const Setting& setting, CommandKind kind) {
    return setting.slice.withheld.test(static_cast<std::size_t>(kind));
}

std::string rows_text(const Setting& setting, bool is_shared) {
    const std::span<const Row> rows = setting.rules->rows();
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Row& row = rows[i];
        if (row.refusal != Refusal::none || is_withheld(setting, row.on)) {
            continue;
        }
        std::string options;
        for (const Way& way : ways_of(setting, row.on, is_shared)) {
            options += option(rows, i, way);
        }
        if (!options.empty()) {
            text += "\n    /* " + std::string(row.id) + ": " + std::string(row.title) + " */\n" +
                    options;
        }
    }
    return text;
}

/// A deadline that is due and that no row takes.
std::string untaken(std::span<const Row> rows, const Way& way) {
    Terms terms = way.offered;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].on == way.command.kind && rows[i].refusal == Refusal::none) {
            terms.push_back(negation(all_of(acceptance(rows, i, way), " && ")));
        }
    }
    return "  :: d_step { " + all_of(terms, " &&\n         ") +
           " ->\n       due_deadline_has_row = 0; assert(due_deadline_has_row) }\n";
}

std::string deadlines_text(const Setting& setting) {
    std::string text;
    for (std::size_t i = 0; i < enum_count<CommandKind>; ++i) {
        const auto kind = static_cast<CommandKind>(i);
        if (class_of(kind) == CommandClass::timer && !is_withheld(setting, kind)) {
            for (const Way& way : ways_of(setting, kind, false)) {
                text += untaken(setting.rules->rows(), way);
            }
        }
    }
    return text;
}

std::string shared_text(const Shared& shared) {
    std::string text = "/* What orders share: an order holds its unit until it is released or "
                       "restocked, and an agent\n   while its case is in review. A parcel that "
                       "left although its unit was back on the shelf took a\n   unit that may have "
                       "been sold again: its recovery says so. */\n" +
                       define("STOCK", shared.stock) + define("AGENTS", shared.agents) +
                       "#define holds(i) (!orders[i].recovery_ && (orders[i].stock_ == "
                       "stock_reserved || \\\n"
                       "  orders[i].stock_ == stock_deducted || orders[i].stock_ == "
                       "stock_written_off))\n"
                       "#define busy(i)  (orders[i].support_ == case_in_review)\n";
    std::string units;
    std::string agents;
    for (std::uint32_t i = 0; i < shared.orders; ++i) {
        const std::string place = "(" + std::to_string(i) + ")";
        units += (i == 0 ? "(holds" : " + holds") + place;
        agents += (i == 0 ? "(busy" : " + busy") + place;
    }
    return text + define("units_held", units + ")") + define("agents_busy", agents + ")");
}

std::string heading(const Setting& setting, std::uint32_t orders) {
    std::string text =
        "/* A marketplace order as its rules have it: every row of the transition table is one or\n"
        "   more guarded steps below, under its id. To check it:\n\n"
        "     spin -a MODEL && cc -O1 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m5000000\n\n"
        "   Slice: " + std::string(setting.slice.name) + ", " + std::string(setting.slice.title) +
        ". */\n";
    const std::vector<std::string> withheld = withheld_names(setting.slice);
    if (!withheld.empty()) {
        text += "/* Commands left out: " + all_of(withheld, ", ") + ". */\n";
    }
    return text + "\n" + define("ORDERS", orders) + "\n";
}

std::string process(const Setting& setting, bool is_shared) {
    return "\nactive [ORDERS] proctype one_order() {\nend:\n  do\n  :: atomic {\n    if" +
           rows_text(setting, is_shared) +
           "    fi;\n    d_step { settle_if_ready(); inspect(); tidy()" +
           (is_shared ? ";\n      stock_is_not_oversold = units_held <= STOCK; "
                        "assert(stock_is_not_oversold)"
                      : "") +
           " }\n    }\n\n"
           "  /* Time passes. */\n"
           "  :: d_step { windows_passed < WINDOWS && payments > 0 && before_shipment ->\n"
           "       windows_passed = windows_passed + 1 }\n"
           "  :: d_step { too_early -> too_early = 0 }\n\n"
           "  /* Whatever falls due has a row that takes it. */\n" +
           deadlines_text(setting) + "  od\n}\n";
}

std::string model(const Setting& setting, std::uint32_t orders, const Shared* shared) {
    return heading(setting, orders) + constants_of(setting) + "/* States and commands. */\n" +
           names_of_states() + names_of_commands() + std::string(kVariables) + "\n" +
           (shared != nullptr ? shared_text(*shared) : "") + std::string(kInvariants) +
           std::string(kStatements) + std::string(kTidy) + process(setting, shared != nullptr);
}

}  // namespace

std::string promela(const Setting& setting) { return model(setting, 1, nullptr); }

std::string promela(const Setting& setting, const Shared& shared) {
    return model(setting, shared.orders, &shared);
}

}  // namespace ordersim::check
