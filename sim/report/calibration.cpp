#include "sim/report/calibration.hpp"

#include "sim/report/numbers.hpp"
#include "sim/report/screen/lines.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ordersim::report {
namespace {

using measure::Bounded;
using measure::CalibrationRecord;
using measure::FittedDelay;
using measure::LeftOut;
using screen::Lines;
using screen::Tone;

constexpr std::size_t kName = 14;
constexpr std::size_t kEnd = 18;
constexpr std::size_t kInner = 6;  ///< what stands under a delay is moved in
constexpr std::array<double, 5> kShown{0.1, 0.5, 0.9, 0.95, 0.99};

std::string count(double number) {
    return grouped(number, 0);
}

std::string lines_of(const LeftOut& item) {
    std::string text = item.count == 1 ? "line" : "lines";
    for (std::size_t i = 0; i < item.lines.size(); ++i) {
        text += (i == 0 ? " " : ", ") + std::to_string(item.lines[i]);
    }
    const double more = item.count - static_cast<double>(item.lines.size());
    return text + (more > 0 ? " and " + count(more) + " more" : "");
}

std::string told(const LeftOut& item) {
    return count(item.count) + (item.count == 1 ? " row: " : " rows: ") + item.reason +
           (item.example.empty() ? "" : " ('" + item.example + "')") + ": " + lines_of(item);
}

/// "2.31 % [1.9, 2.8]"
std::string percent(const Bounded& share) {
    if (std::isnan(share.value)) {
        return "no data";
    }
    const double half = std::isfinite(share.high - share.low) ? (share.high - share.low) / 2 : 0;
    const int decimals = decimals_for(share.value * 100, half * 100);
    std::string text = grouped(share.value * 100, decimals) + " %";
    if (std::isfinite(share.low) && std::isfinite(share.high)) {
        text += " [" + grouped(share.low * 100, decimals) + ", " +
                grouped(share.high * 100, decimals) + "]";
    }
    return text;
}

/// "1d 4h", or a dash.
std::string time_text(double hours) {
    return std::isfinite(hours) ? duration_text(hours) : "-";
}

/// Three digits: "0.31", "< 0.01".
std::string p_text(double p) {
    if (std::isnan(p)) {
        return "untested";
    }
    return p < 0.005 ? "p < 0.01" : fmt::format("p {:.2f}", p);
}

class Summary {
public:
    Summary(const CalibrationRecord& record, Colour colour, bool is_long)
        : result_(record.result), lines_(colour), is_long_(is_long) {}

    std::string text(std::string_view next) && {
        header();
        account();
        delays();
        amounts();
        quantiles();
        shares();
        hazard();
        request_ends();
        weeks();
        keys();
        if (!next.empty()) {
            lines_.paragraph(next, Tone::strong);
        }
        return lines_.take();
    }

private:
    void title(std::string_view text) {
        lines_.blank();
        lines_.line(lines_.paint(std::string(text), Tone::strong));
    }
    /// Wrapped, with its later lines moved in.
    void item(std::string_view text, std::size_t indent = 2) {
        std::string start(indent, ' ');
        for (const std::string& piece : wrap(text, kSummaryColumns - indent - 2)) {
            lines_.line(start + piece);
            start.assign(indent + 2, ' ');
        }
    }

    void header() {
        const measure::ReadAccount& account = result_.account;
        lines_.paragraph(fmt::format("ordersim {} | {} | digest {}", result_.version, account.file,
                                     account.digest),
                         Tone::strong);
        lines_.paragraph(
            fmt::format("{} of {} rows used, from {} to {}; what was open then is censored",
                        count(account.used), count(account.rows), account.first, account.end));
    }

    void account() {
        const measure::ReadAccount& account = result_.account;
        if (!account.dropped.empty()) {
            title("Rows dropped");
            for (const LeftOut& dropped : account.dropped) {
                item(told(dropped));
            }
        }
        title("Columns");
        for (const measure::ReadColumn& column : account.columns) {
            item(fmt::format("{}{:>11}  {}{}", pad_right(column.name, 20), count(column.filled),
                             column.header == column.name ? "" : column.header,
                             column.spelling.empty() ? "" : " (" + column.spelling + ")"));
        }
        for (const std::string& note : account.notes) {
            item(note);
        }
    }

    void delays() {
        title("Delays: ends, censored, and the law taken");
        for (const FittedDelay& delay : result_.delays) {
            item(fmt::format("{}{:>9}{:>9}  {}", pad_right(delay.name, kName), count(delay.events),
                             count(delay.censored), choice_line(delay)));
            parameters(delay);
            if (delay.clock != "calendar") {
                item("on the clock: " + delay.clock, kInner);
            }
            if (delay.never.value > 0) {
                item("never: " + percent(delay.never) + " of those watched long enough", kInner);
            }
            for (const LeftOut& out : delay.left_out) {
                item("left out: " + told(out), kInner);
            }
            if (is_long_) {
                families(delay);
            }
        }
    }

    void amounts() {
        const measure::FittedAmounts& amounts = result_.amounts;
        if (amounts.choice.empty()) {
            return;
        }
        title("Amounts, and the law taken");
        item(fmt::format("{}{:>9}  {}", pad_right("amount", kName), count(amounts.count),
                         choice_line(amounts)));
        parameters(amounts);
        for (const LeftOut& out : amounts.left_out) {
            item("left out: " + told(out), kInner);
        }
        if (is_long_) {
            families(amounts);
        }
        if (amounts.count > 0) {
            item("middle " + money(amounts.quantiles, 0.5) + "; nine in ten up to " +
                     money(amounts.quantiles, 0.9),
                 kInner);
        }
    }

    /// "49.90 BRL, simulated 49.90"
    [[nodiscard]] std::string money(const std::vector<measure::ComparedQuantile>& quantiles,
                                    double probability) const {
        const auto quantile =
            std::ranges::find(quantiles, probability, &measure::ComparedQuantile::probability);
        if (quantile == quantiles.end()) {
            return "-";
        }
        return grouped(quantile->data, 2) + " " + result_.amounts.currency +
               (std::isfinite(quantile->simulated)
                    ? ", simulated " + grouped(quantile->simulated, 2)
                    : "");
    }

    template <class Fitted>
    static const measure::FittedLaw* chosen(const Fitted& delay) {
        const auto law = std::ranges::find(delay.laws, delay.choice, &measure::FittedLaw::family);
        return law == delay.laws.end() ? nullptr : &*law;
    }

    template <class Fitted>
    static std::string choice_line(const Fitted& delay) {
        if (const measure::FittedLaw* law = chosen(delay)) {
            return law->family + ", " + p_text(law->p_anderson_darling);
        }
        if (delay.choice == "empirical") {
            return "empirical: no law fits, the sample is kept";
        }
        return delay.choice == "nothing" ? delay.why : delay.choice;
    }

    template <class Fitted>
    void parameters(const Fitted& delay) {
        if (const measure::FittedLaw* law = chosen(delay)) {
            for (const measure::CalibratedParameter& parameter : law->parameters) {
                item(parameter_text(parameter), kInner);
            }
        }
    }

    [[nodiscard]] std::string parameter_text(const measure::CalibratedParameter& parameter) const {
        const measure::Estimate estimate{parameter.value, parameter.low, parameter.high, 1};
        return parameter.name + " " +
               show(estimate, {parameter.unit, result_.amounts.currency}).brief_with_unit();
    }

    template <class Fitted>
    void families(const Fitted& delay) {
        for (const measure::FittedLaw& law : delay.laws) {
            item(law.problem.empty() ? fmt::format("{}: AICc {}, distance {:.3f}, {}{}", law.family,
                                                   grouped(law.aicc, 1), law.kolmogorov_smirnov,
                                                   p_text(law.p_anderson_darling),
                                                   law.is_rejected ? ", rejected" : "")
                                     : law.family + ": " + law.problem,
                 kInner);
        }
        item(delay.why, kInner);
    }

    void quantiles() {
        title(result_.simulated_orders > 0
                  ? fmt::format("Quantiles: the file's, and those of {} simulated orders",
                                count(result_.simulated_orders))
                  : std::string("Quantiles of the file"));
        std::string head(kName + 12, ' ');
        for (const double probability : kShown) {
            head += fmt::format("{:>10}", fmt::format("{:.0f} %", probability * 100));
        }
        lines_.line(lines_.paint(head, Tone::faint));
        for (const FittedDelay& delay : result_.delays) {
            std::string data = "  " + pad_right(delay.name, kName) + pad_right("file", 10);
            std::string simulated = std::string(kName + 2, ' ') + pad_right("simulated", 10);
            for (const measure::ComparedQuantile& quantile : delay.quantiles) {
                if (std::ranges::find(kShown, quantile.probability) != kShown.end()) {
                    data += fmt::format("{:>10}", time_text(quantile.data));
                    simulated += fmt::format("{:>10}", time_text(quantile.simulated));
                }
            }
            lines_.line(data);
            if (!delay.simulated.points.empty()) {
                lines_.line(simulated);
            }
        }
    }

    void shares() {
        if (result_.shares.empty()) {
            return;
        }
        title("Shares");
        for (const measure::CalibratedShare& share : result_.shares) {
            const std::string of =
                share.of > 0 ? fmt::format(" ({} of {})", count(share.count), count(share.of)) : "";
            const std::string simulated =
                std::isnan(share.simulated)
                    ? ""
                    : fmt::format("; simulated {:.2f} %", share.simulated * 100);
            item(percent(share.estimate) + " " + share.title + of + simulated +
                 (share.why.empty() ? "" : "; " + share.why));
        }
    }

    void hazard() {
        if (result_.hazard.empty()) {
            return;
        }
        title("Wishes to cancel by time since the order, per thousand waiting and day");
        for (const measure::HazardStep& step : result_.hazard) {
            const Bounded rate{step.per_day.value * 1000, step.per_day.low * 1000,
                               step.per_day.high * 1000};
            item(fmt::format("{:>10} to {:<10}{:>8} wishes  {:.3g} [{:.3g}, {:.3g}]",
                             time_text(step.from), time_text(step.to), count(step.events),
                             rate.value, rate.low, rate.high));
        }
    }

    void request_ends() {
        if (result_.request_ends.empty()) {
            return;
        }
        title("What becomes of requests, ways of ending competing (Aalen-Johansen)");
        for (const measure::RequestEnd& end : result_.request_ends) {
            item(fmt::format("{}{:>8}  {}", pad_right(end.name, kEnd), count(end.count),
                             percent(end.share)));
        }
    }

    void weeks() {
        title("Arrivals and hours of the week");
        const measure::ArrivalFit& arrivals = result_.arrivals;
        item(fmt::format("{} orders in {:.0f} days: {:.1f} a day", count(arrivals.orders),
                         arrivals.days, arrivals.per_day.value));
        for (const measure::DispersionTest& test : arrivals.dispersion) {
            item(fmt::format("dispersion {}, by {} of {:.1f} orders: {:.2f} ({}); 1 is Poisson",
                             test.name, test.cell, test.mean, test.index, p_text(test.p)));
        }
        for (const measure::WeekProfile& profile : result_.profiles) {
            item(week_line(profile));
        }
    }

    static std::string week_line(const measure::WeekProfile& profile) {
        const auto busiest = std::ranges::max_element(profile.hours) - profile.hours.begin();
        const auto quietest = std::ranges::min_element(profile.hours) - profile.hours.begin();
        return fmt::format(
            "{}: busiest {:02}-{:02} h, quietest {:02}-{:02} h; weekend {:.0f} % of "
            "a mean day{}",
            profile.name, busiest, busiest + 1, quietest, quietest + 1,
            (profile.weekdays[5] + profile.weekdays[6]) * 50,
            profile.key.empty() ? " (too few to write)" : "");
    }

    void keys() {
        title(fmt::format("{} keys are taken from the file; {} are left to {}",
                          result_.settings.size(), result_.left.size(), result_.preset));
        if (is_long_) {
            for (const std::string& key : result_.left) {
                item(key);
            }
        } else {
            item("-v names them");
        }
        lines_.blank();
    }

    const measure::CalibrationResult& result_;
    Lines lines_;
    bool is_long_;
};

}  // namespace

std::string calibration_summary(const CalibrationRecord& record, Colour colour, bool is_long,
                                std::string_view next) {
    return Summary(record, colour, is_long).text(next) + "\n";
}

}  // namespace ordersim::report
