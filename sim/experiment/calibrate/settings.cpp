#include "sim/experiment/calibrate/settings.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/experiment/fit/law_text.hpp"
#include "sim/order/command.hpp"
#include "sim/scenario/duration_text.hpp"
#include "sim/scenario/node.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <utility>

namespace ordersim::experiment {
namespace {

using measure::CalibratedSetting;
using measure::CalibratedShare;
using scenario::number_text;
using scenario::quotation;

/// Replications of so many orders make intervals that are worth reading.
constexpr double kOrdersWanted = 20'000;
/// So many orders in all take a minute at most.
constexpr double kOrdersMost = 2e6;
/// More orders later than the deadline than this would be cut off by it.
constexpr double kLateShareMost = 0.01;

std::string whole(double number) {
    return std::to_string(static_cast<std::int64_t>(std::llround(number)));
}

std::string file_name(const OrderFile& file) {
    return std::filesystem::path(file.path).filename().string();
}

double rounded(double value) {
    return std::round(value * 1e6) / 1e6;
}

/// Shares with four digits that sum to 1 exactly: what rounding leaves over goes to the largest.
std::vector<double> exact_shares(std::vector<double> shares) {
    double sum = 0;
    for (double& share : shares) {
        share = std::round(share * 1e4);
        sum += share;
    }
    if (sum > 0) {
        *std::ranges::max_element(shares) += 1e4 - sum;
    }
    for (double& share : shares) {
        share /= 1e4;
    }
    return shares;
}

template <class Names>
std::string shares_text(const std::vector<double>& shares, const Names& names) {
    std::string text;
    const std::vector<double> exact = exact_shares(shares);
    for (std::size_t i = 0; i < exact.size(); ++i) {
        if (exact[i] > 0) {
            text +=
                (text.empty() ? "" : ", ") + std::string(names[i]) + " = " + number_text(exact[i]);
        }
    }
    return "{ " + text + " }";
}

/// `{ ..., truncate = ["0", "24h"] }`
std::string truncated(const std::string& law, const std::string& from, const std::string& to) {
    return law.substr(0, law.rfind(" }")) + ", truncate = [" + quotation(from) + ", " +
           quotation(to) + "] }";
}

/// Within each step of the hazard, wishes come evenly.
std::string steps_law(const std::vector<measure::HazardStep>& steps,
                      const std::vector<double>& parts) {
    std::string text;
    const std::vector<double> exact = exact_shares(parts);
    for (std::size_t i = 0; i < exact.size(); ++i) {
        if (exact[i] > 0) {
            text += (text.empty() ? "" : ", ") + std::string("{ share = ") + number_text(exact[i]) +
                    ", law = { uniform = { min = " +
                    quotation(steps[i].from > 0 ? hours_text(steps[i].from) : "0") +
                    ", max = " + quotation(hours_text(steps[i].to)) + " } } }";
        }
    }
    return "{ mixture = [" + text + "] }";
}

class SettingWriter {
public:
    explicit SettingWriter(const Estimates& found)
        : found_(found),
          params_(found.preset.variants.front().params),
          policy_(found.preset.variants.front().policy) {}

    std::vector<CalibratedSetting> write() && {
        arrivals();
        payment();
        sellers();
        handling();
        transit();
        wishes();
        answers();
        disputes();
        refunds();
        return std::move(settings_);
    }

private:
    void set(std::string key, std::string value, std::string source) {
        settings_.push_back({std::move(key), std::move(value), std::move(source)});
    }
    [[nodiscard]] std::string data(const std::string& text) const {
        return "data: " + file_name(found_.file) + ", " + text;
    }
    [[nodiscard]] std::string counts(const measure::FittedDelay& told) const {
        return whole(told.events) + " ends, " + whole(told.censored) + " censored";
    }
    [[nodiscard]] std::string evidence(const DelayFit& fit) const {
        return evidence(counts(fit.told), fit.told.choice, fit.report);
    }
    [[nodiscard]] static std::string evidence(const std::string& counts, const std::string& choice,
                                              const FitReport& report) {
        std::string text = counts + "; " + choice;
        if (report.chosen && report.choice == FitChoice::family) {
            const Fit& law = report.fits[*report.chosen];
            text += " by AICc";
            if (law.goodness.bootstrap_samples > 0) {
                text += ", Anderson-Darling p = " +
                        number_text(std::round(law.goodness.p_anderson_darling * 1e3) / 1e3);
            }
        }
        return text;
    }
    [[nodiscard]] const DelayFit* fitted(const std::string& name) const {
        const DelayFit* fit = found_.delay(name);
        return fit != nullptr && !fit->report.law.empty() ? fit : nullptr;
    }
    void set_law(const std::string& key, const DelayFit& fit) {
        set(key, fit.report.law, data(evidence(fit)));
    }
    [[nodiscard]] std::string counted(const CalibratedShare& share) const {
        return share.of > 0 ? whole(share.count) + " of " + whole(share.of)
                            : whole(share.count) + " cases, censored ones allowed for";
    }
    /// Unless too little is known: the share says so itself.
    void set_share(const std::string& key, const CalibratedShare& share) {
        if (!share.why.empty()) {
            return;
        }
        set(key, number_text(rounded(share.estimate.value)), data(counted(share)));
    }
    void set_never(const std::string& key, const DelayFit& fit) {
        const measure::Bounded& never = fit.told.never;
        if (!std::isnan(never.value)) {
            set(key, number_text(rounded(never.value)),
                data("of those watched for long enough, " + number_text(rounded(never.low)) +
                     " to " + number_text(rounded(never.high))));
        }
    }

    void arrivals() {
        const double per_day = found_.arrivals.per_day.value;
        if (per_day <= 0) {
            return;
        }
        const double weeks = std::clamp(std::ceil(kOrdersWanted / per_day / 7), 1.0, 52.0);
        const double orders = weeks * 7 * per_day;
        set("arrivals.orders_per_day", number_text(std::round(per_day * 100) / 100),
            data(whole(found_.arrivals.orders) + " orders in " + whole(found_.arrivals.days) +
                 " days"));
        set("arrivals.horizon", quotation(whole(weeks * 7) + "d"),
            "convention: whole weeks, about " + whole(orders) + " orders");
        set("arrivals.orders_max", "0", "convention: as many as come");
        if (orders * found_.preset.plan.replications > kOrdersMost) {
            set("run.replications", whole(std::max(3.0, std::floor(kOrdersMost / orders))),
                "convention: so many orders, so few replications");
        }
        if (const measure::WeekProfile* profile = found_.profile("orders")) {
            set("arrivals.clock", profile->value,
                data("orders by hour and weekday, " + whole(profile->count)));
        }
    }

    void payment() {
        if (const DelayFit* late = fitted("late payment")) {
            set_law("payment.delayed_delay", *late);
        }
        if (const DelayFit* fit = fitted("payment")) {
            verification(*fit);
            set_never("payment.never_share", *fit);
        } else if (!found_.file.has(Stamp::paid_at)) {
            set("payment.verify_delay", "{ constant = \"0\" }",
                "convention: " + file_name(found_.file) +
                    " has no paid_at, handling counts from the order");
        }
        methods();
        if (found_.amounts && !found_.amounts->report.law.empty()) {
            const AmountFit& amounts = *found_.amounts;
            set("payment.amount", amounts.report.law,
                data(evidence(whole(amounts.told.count) + " amounts", amounts.told.choice,
                              amounts.report)));
        }
    }

    /// Where no method is told, what is paid later than a verification may take counts as delayed:
    /// both laws together are the file's.
    void verification(const DelayFit& fit) {
        const std::string limit = scenario::duration_text(policy_.verify_limit);
        const bool has_methods = found_.delay("late payment") != nullptr;
        const bool is_constant = fit.report.choice == FitChoice::constant;
        set("payment.verify_delay",
            is_constant ? fit.report.law : truncated(fit.report.law, "0", limit),
            data(evidence(fit)));
        if (has_methods) {
            return;
        }
        const double late = share_beyond(fit.report, hours(policy_.verify_limit));
        if (late > 0.0005 && !is_constant) {
            set("payment.delayed_delay",
                truncated(fit.report.law, limit, scenario::duration_text(policy_.pay_limit)),
                data("the part of the same law beyond policy.verify_limit"));
        }
        std::array<double, agents::kMethods> share = params_.payment.method_share;
        const double prompt = share[0] + share[1] + share[2];
        for (std::size_t i = 0; i < 3; ++i) {
            share[i] = prompt > 0 ? share[i] / prompt * (1 - late) : (1 - late) / 3;
        }
        share[3] = late;
        set("payment.method_share", method_text(share),
            data("delayed is what was paid after policy.verify_limit; the others in the preset's "
                 "proportion"));
    }

    static std::string method_text(const std::array<double, agents::kMethods>& share) {
        return shares_text({share.begin(), share.end()}, enum_names<agents::Method>);
    }

    void methods() {
        std::array<double, agents::kMethods> share{};
        double known = 0;
        double total = 0;
        for (const CalibratedShare& told : found_.shares) {
            constexpr std::string_view start = "method: ";
            if (!told.name.starts_with(start) || !told.why.empty()) {
                continue;
            }
            total = told.of;
            if (const auto method = method_of(std::string_view(told.name).substr(start.size()))) {
                share[*method] += told.count;
                known += told.count;
            }
        }
        if (known <= 0) {
            return;
        }
        for (double& part : share) {
            part /= known;
        }
        set("payment.method_share", method_text(share),
            data(whole(known) + " of " + whole(total) + " orders with a method that is known"));
    }

    void sellers() {
        if (!found_.sellers) {
            return;
        }
        const SellerSpread& spread = *found_.sellers;
        set("sellers.count", whole(spread.count), data("sellers that have orders"));
        if (spread.concentration) {
            set("sellers.concentration", number_text(std::round(*spread.concentration * 1e3) / 1e3),
                data("orders by rank of seller, " + whole(spread.orders)));
        }
    }

    void handling() {
        if (const DelayFit* fit = fitted("handling")) {
            set_law("sellers.handling", *fit);
            const measure::WeekProfile* profile = found_.profile("hand-over");
            if (profile != nullptr && profile->key == "sellers.handling_clock") {
                set("sellers.handling_clock", profile->value,
                    data("hand-overs by hour and weekday over the time that parcels waited, " +
                         whole(profile->count)));
            } else {
                set("sellers.handling_clock", "\"always\"",
                    "convention: too few hand-overs for a profile; the law is of calendar time");
            }
            deadline(*fit);
        }
        if (const CalibratedShare* out = found_.share("out of stock")) {
            set_share("sellers.stock_out_share", *out);
        }
    }

    /// The preset's deadline cuts off what the file shows to have been sent later.
    void deadline(const DelayFit& fit) {
        const Distribution& limit = params_.sellers.shipping_deadline;
        double late = 0;
        double longest = 0;
        constexpr int slices = 200;
        const measure::Curve& curve = fit.told.data;
        for (int i = 0; i < slices; ++i) {
            const double hours = limit.quantile((i + 0.5) / slices) / 3.6e9;
            double below = 0;
            for (const measure::Curve::Point& point : curve.points) {
                below = point.x <= hours ? point.y : below;
            }
            late += (1 - below) / slices;
        }
        longest = curve.points.empty() ? 0 : curve.points.back().x;
        if (late > kLateShareMost) {
            set("sellers.shipping_deadline",
                "{ constant = " + quotation(whole(std::ceil(longest / 24)) + "d") + " }",
                data("the longest handling; the preset's deadlines would cut off " +
                     whole(late * 100) + " % of what was sent"));
        }
    }

    void transit() {
        if (const DelayFit* fit = fitted("transit")) {
            set_law("carrier.transit", *fit);
            set_never("carrier.lost_share", *fit);
        }
    }

    void wishes() {
        if (found_.wishes && found_.wishes->why.empty()) {
            const Wishes& wishes = *found_.wishes;
            set("buyers.intent.share", number_text(rounded(wishes.share.value)),
                data(whole(wishes.requests) + " requests before hand-over by " +
                     whole(wishes.orders) + " buyers, competing ends allowed for; " +
                     number_text(rounded(wishes.share.low)) + " to " +
                     number_text(rounded(wishes.share.high))));
            if (wishes.has_law()) {
                wish_laws(wishes);
            }
            for (const char* key : {"buyers.chat_first_share", "buyers.support_first_share"}) {
                set(key, "0", "convention: the file dates requests, so that a wish is a request");
            }
        }
        if (const CalibratedShare* unpaid = found_.share("cancelled unpaid")) {
            set_share("buyers.unpaid_cancel_share", *unpaid);
        }
    }

    void wish_laws(const Wishes& wishes) {
        const double told = wishes.reasons[0] + wishes.reasons[1];
        set("buyers.intent.cause_share",
            shares_text({wishes.cause_share[0], wishes.cause_share[1]},
                        std::array{"mistake", "remorse"}),
            data(wishes.has_reasons ? "by the reasons of " + whole(told) +
                                          ": what corrects a mistake, and all others"
                                    : "too few reasons are told; one law for all"));
        constexpr std::array causes{"mistake", "remorse"};
        for (std::size_t cause = 0; cause < causes.size(); ++cause) {
            if (wishes.cause_share[cause] <= 0) {
                continue;
            }
            const std::string name = causes[cause];
            set("buyers.intent." + name + "_delay", steps_law(wishes.steps, wishes.parts[cause]),
                data("hazard by time since the order, in steps"));
            if (wishes.reasons[cause] >= static_cast<double>(kEventsMin)) {
                const auto& share = wishes.reason_share[cause];
                set("buyers.intent.reason_share." + name,
                    shares_text({share.begin(), share.end()}, enum_names<order::Reason>),
                    data("reasons of " + whole(wishes.reasons[cause]) + " requests"));
            }
        }
    }

    void answers() {
        if (const CalibratedShare* yes = found_.share("approved");
            yes != nullptr && yes->why.empty()) {
            for (const char* stage : {"unpicked", "picking", "labelled"}) {
                set_share("sellers.approve_" + std::string(stage), *yes);
            }
            for (const char* shift :
                 {"chat", "seller_fault", "changed_mind", "evidence", "follow_up"}) {
                set("sellers.shift_" + std::string(shift), "0",
                    "convention: the share of answers that are yes holds all of it");
            }
            set("sellers.offers.share", "0",
                "convention: the file knows answers of yes and no alone");
        }
        if (const CalibratedShare* withdrawn = found_.share("withdrawn");
            withdrawn != nullptr && found_.delay("answer") != nullptr) {
            set_share("buyers.withdraw_share", *withdrawn);
        }
        if (found_.silence_hours) {
            set("policy.answer_limit", quotation(hours_text(*found_.silence_hours)),
                data("the time after which nearly all requests end by themselves"));
        }
        if (const DelayFit* fit = fitted("answer")) {
            seller_class(*fit);
        }
    }

    void seller_class(const DelayFit& fit) {
        const auto mean = [this](double agents::SellerClass::*field) {
            double sum = 0;
            for (const agents::SellerClass& one : params_.sellers.classes) {
                sum += one.share * one.*field;
            }
            return number_text(std::round(sum * 1e4) / 1e4);
        };
        const std::string under = "sellers.class." + std::string(kFittedClass) + ".";
        const measure::WeekProfile* profile = found_.profile("answers");
        set("sellers.working_hours", quotation(profile != nullptr ? profile->value : "always"),
            profile != nullptr ? data("hours in which sellers answer, " + whole(profile->count))
                               : "convention: too few answers for working hours");
        set("sellers.follow_up_boost", "1", "convention: the law of answers holds what they hurry");
        set(under + "share", "1", "convention: one class, whose law holds their differences");
        set(under + "never_share",
            std::isnan(fit.told.never.value) ? "0" : number_text(rounded(fit.told.never.value)),
            std::isnan(fit.told.never.value)
                ? "convention: who never answers is in the tail of the law"
                : data("requests open for far longer than answers take"));
        set(under + "reply", fit.report.law, data(evidence(fit)));
        set(under + "rescue_share", mean(&agents::SellerClass::rescue_share),
            "estimate: the mean of the preset's classes");
        set(under + "dispute_answer_share", mean(&agents::SellerClass::dispute_answer_share),
            "estimate: the mean of the preset's classes");
    }

    void disputes() {
        if (const CalibratedShare* share = found_.share("disputed")) {
            set_share("buyers.complaints.share", *share);
        }
    }

    /// The file tells the whole way of the money; the bank's leg stands for it.
    void refunds() {
        bool is_told = false;
        for (const std::string_view method : enum_names<agents::Method>) {
            const DelayFit* fit = fitted("refund: " + std::string(method));
            fit = fit == nullptr ? fitted("refund") : fit;
            if (fit != nullptr) {
                set_law("gateway.bank_leg." + std::string(method), *fit);
                is_told = true;
            }
        }
        if (is_told) {
            set("gateway.platform_leg", "{ constant = \"0\" }",
                "convention: the file tells the whole way of a refund, which the bank's leg holds");
        }
    }

    const Estimates& found_;
    const agents::Params& params_;
    const order::Policy& policy_;
    std::vector<CalibratedSetting> settings_;
};

template <class Items, class Name>
const auto* named(const Items& items, const Name& name) {
    const auto found = std::ranges::find(items, name, [](const auto& item) { return item.name; });
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

const DelayFit* Estimates::delay(const std::string& name) const {
    const auto known = delays.find(name);
    return known == delays.end() ? nullptr : &known->second;
}

const measure::CalibratedShare* Estimates::share(const std::string& name) const {
    return named(shares, name);
}

const measure::WeekProfile* Estimates::profile(const std::string& name) const {
    return named(profiles, name);
}

std::vector<CalibratedSetting> settings_of(const Estimates& found) {
    return SettingWriter(found).write();
}

}  // namespace ordersim::experiment
