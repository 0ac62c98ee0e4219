#include "sim/experiment/calibrate/calibrate.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/base/threads.hpp"
#include "sim/experiment/calibrate/amounts.hpp"
#include "sim/experiment/calibrate/delays.hpp"
#include "sim/experiment/calibrate/requests.hpp"
#include "sim/experiment/calibrate/settings.hpp"
#include "sim/experiment/calibrate/week.hpp"
#include "sim/experiment/calibrate/wishes.hpp"
#include "sim/scenario/extension.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <functional>
#include <utility>

namespace ordersim::experiment {
namespace {

using measure::CalibrationResult;
using scenario::WordColumn;

/// A profile has 31 numbers: fewer events make more noise than hours.
constexpr double kProfileEventsMin = 500;

measure::ReadAccount account_of(const OrderFile& file) {
    measure::ReadAccount account;
    account.file = file.path;
    account.digest = file.digest;
    account.rows = static_cast<double>(file.rows);
    account.used = static_cast<double>(file.orders.size());
    account.first = scenario::instant_text(file.first);
    account.end = scenario::instant_text(file.end);
    account.notes = file.notes;
    for (const scenario::OrderColumn& column : file.columns) {
        account.columns.push_back(
            {column.name, column.header, static_cast<double>(column.filled), column.spelling});
    }
    for (const scenario::Dropped& dropped : file.dropped) {
        account.dropped.push_back({dropped.reason,
                                   dropped.example,
                                   static_cast<double>(dropped.count),
                                   {dropped.lines.begin(), dropped.lines.end()}});
    }
    return account;
}

/// Works through what the file can tell, in an order in which clocks come before their laws.
class Calibrator {
public:
    Calibrator(const OrderFile& file, const scenario::Scenario& preset,
               const CalibrationOptions& options)
        : options_(options),
          rules_{preset.variants.front().policy.verify_limit,
                 preset.variants.front().policy.answer_limit},
          found_{file, preset, {}, {}, {}, {}, {}, {}, {}, find_sellers(file)} {}

    Calibration calibrate() && {
        found_.arrivals = fit_arrivals(found_.file, options_.level);
        arrival_profile();
        payment();
        handling();
        plain(Delay::transit, "carrier.transit");
        requests();
        refunds();
        plain(Delay::dispute, "");
        work();
        return finish();
    }

private:
    [[nodiscard]] const OrderFile& file() const { return found_.file; }

    [[nodiscard]] FitOptions fit_options(const std::string& name) const {
        FitOptions fit;
        fit.level = options_.level;
        fit.seed = options_.seed;
        fit.bootstrap_samples_max = options_.bootstrap_samples;
        std::string stem = name;
        std::ranges::replace_if(
            stem, [](char c) { return c == ' ' || c == ':'; }, '_');
        fit.empirical_file = options_.name + "_" + stem + ".csv";
        return fit;
    }

    void add(DelayTask task) { tasks_.push_back(std::move(task)); }

    /// Amounts, shares and each delay by itself, hence on any number of threads, and what takes
    /// longest first; delays are told in the order in which they came.
    void work() {
        std::vector<DelayFit> made(tasks_.size());
        std::vector<std::size_t> longest_first;
        for (const DelayTask& task : tasks_) {
            longest_first.push_back(order_.size());
            order_.push_back(task.name);
        }
        std::ranges::stable_sort(longest_first, std::ranges::greater{}, [this](std::size_t i) {
            return tasks_[i].watches.watches.size();
        });
        std::vector<std::function<void()>> jobs{
            [this] { amounts(); },
            [this] { found_.shares = find_shares(file(), rules_, options_.level); }};
        for (const std::size_t i : longest_first) {
            jobs.emplace_back([this, i, &made] {
                made[i] = fit_delay(std::move(tasks_[i]), file().end, fit_options(order_[i]));
            });
        }
        std::atomic<std::size_t> next = 0;
        on_threads(options_.threads, [&](std::uint32_t) {
            for (std::size_t i = next++; i < jobs.size(); i = next++) {
                jobs[i]();
            }
        });
        for (std::size_t i = 0; i < made.size(); ++i) {
            if (made[i].report.choice == FitChoice::empirical) {
                samples_[fit_options(order_[i]).empirical_file] = empirical_csv(made[i].report);
            }
            found_.delays.emplace(order_[i], std::move(made[i]));
        }
    }

    static DelayTask task_of(Delay delay, std::string key, Watches watches) {
        const DelayTraits& traits = traits_of(delay);
        return {.name = std::string(traits.name),
                .title = std::string(traits.title),
                .key = std::move(key),
                .from = std::string(enum_name(traits.from)),
                .to = std::string(enum_name(traits.to)),
                .clock = "calendar",
                .law_clock = std::nullopt,
                .watches = std::move(watches)};
    }

    void plain(Delay delay, const std::string& key) {
        if (can_tell(file(), delay)) {
            add(task_of(delay, key, watch(file(), delay)));
        }
    }

    void arrival_profile() {
        if (found_.arrivals.orders >= kProfileEventsMin && found_.arrivals.days >= 7) {
            measure::WeekProfile profile = fit_profile(arrival_counts(file()));
            profile.name = "orders";
            profile.key = "arrivals.clock";
            profile.value = profile_text(profile);
            found_.profiles.push_back(std::move(profile));
        }
    }

    /// With methods told, what is paid at once and what is paid later are two laws.
    void payment() {
        if (!can_tell(file(), Delay::payment)) {
            return;
        }
        Watches all = watch(file(), Delay::payment);
        if (!file().has(WordColumn::payment_method)) {
            add(task_of(Delay::payment, "payment.verify_delay", std::move(all)));
            return;
        }
        Watches late;
        const auto is_late = [this](const Watch& watch) {
            return is_delayed(file(), file().orders[watch.order], rules_);
        };
        std::ranges::copy_if(all.watches, std::back_inserter(late.watches), is_late);
        std::erase_if(all.watches, is_late);
        add(task_of(Delay::payment, "payment.verify_delay", std::move(all)));
        DelayTask task = task_of(Delay::payment, "payment.delayed_delay", std::move(late));
        task.name = "late payment";
        task.title = "from the order to a delayed method's payment";
        add(std::move(task));
    }

    /// The hours at which parcels leave, over the time that they waited, make the clock; the law
    /// runs on it.
    void handling() {
        if (!can_tell(file(), Delay::handling)) {
            return;
        }
        Watches watches = watch(file(), Delay::handling);
        DelayTask task = task_of(Delay::handling, "sellers.handling", {});
        if (!file().has(Stamp::paid_at)) {
            task.from = enum_name(Stamp::created_at);
            task.title = "from the order to hand-over";
        }
        measure::WeekProfile profile = profile_of(watches.watches);
        profile.name = "hand-over";
        if (profile.count >= kProfileEventsMin) {
            profile.key = "sellers.handling_clock";
            task.clock = "hand-over profile";
            task.law_clock = clock_of(profile);
        }
        profile.value = profile_text(profile);
        if (profile.count > 0) {
            found_.profiles.push_back(std::move(profile));
        }
        task.watches = std::move(watches);
        add(std::move(task));
    }

    static measure::WeekProfile profile_of(const std::vector<Watch>& watches) {
        WeekCounts counts;
        for (const Watch& watch : watches) {
            counts.add(watch);
        }
        counts.settle();
        return fit_profile(counts);
    }

    void requests() {
        if (file().has(Stamp::cancel_requested_at)) {
            found_.wishes = find_wishes(file(), rules_, options_.level);
        }
        if (!can_tell(file(), Delay::answer)) {
            return;
        }
        found_.silence_hours = silence_hours(file());
        if (found_.silence_hours) {
            rules_.answer_limit = duration_of(*found_.silence_hours * 3.6e9);
        }
        DelayTask task =
            task_of(Delay::answer, "sellers.class.fitted.reply", watch(file(), Delay::answer));
        measure::WeekProfile profile = profile_of(task.watches.watches);
        profile.name = "answers";
        if (profile.count >= kProfileEventsMin) {
            profile.key = "sellers.working_hours";
            profile.value = working_hours(profile);
            task.clock = "working hours " + profile.value;
            task.law_clock = open_clock(profile);
            found_.profiles.push_back(std::move(profile));
        }
        add(std::move(task));
    }

    /// By method where each has enough.
    void refunds() {
        if (!can_tell(file(), Delay::refund)) {
            return;
        }
        const Watches all = watch(file(), Delay::refund);
        std::array<Watches, kPayMethods> by_method;
        for (const Watch& watch : all.watches) {
            const auto method =
                method_of(file().word(file().orders[watch.order], WordColumn::payment_method));
            if (method) {
                by_method[*method].watches.push_back(watch);
            }
        }
        add(task_of(Delay::refund, "gateway.bank_leg", all));
        for (std::size_t i = 0; i < kPayMethods; ++i) {
            const auto ended = std::ranges::count(by_method[i].watches, false, &Watch::is_censored);
            if (static_cast<std::size_t>(ended) < kEventsMin) {
                continue;
            }
            const std::string method(enum_names<agents::Method>[i]);
            DelayTask task = task_of(Delay::refund, "gateway.bank_leg." + method, by_method[i]);
            task.name = "refund: " + method;
            task.title += ", " + method;
            add(std::move(task));
        }
    }

    void amounts() {
        if (file().find("amount") == nullptr) {
            return;
        }
        found_.amounts = fit_amounts(file(), fit_options("amount"));
        found_.amounts->told.currency =
            options_.currency.empty() ? found_.preset.currency : options_.currency;
        if (found_.amounts->report.choice == FitChoice::empirical) {
            samples_[fit_options("amount").empirical_file] = empirical_csv(found_.amounts->report);
        }
    }

    Calibration finish() {
        Calibration made;
        CalibrationResult& result = made.result;
        result.preset = found_.preset.name;
        result.scenario = options_.name;
        result.level = options_.level;
        result.account = account_of(file());
        result.settings = settings_of(found_);
        for (const std::string& name : order_) {
            result.delays.push_back(std::move(found_.delays.at(name).told));
        }
        if (found_.amounts) {
            result.amounts = std::move(found_.amounts->told);
        }
        result.shares = std::move(found_.shares);
        if (found_.wishes) {
            note_few(*found_.wishes, result.account.notes);
            result.hazard = std::move(found_.wishes->steps);
        }
        if (can_tell(file(), Delay::answer)) {
            result.request_ends = find_request_ends(file(), options_.level);
        }
        result.arrivals = std::move(found_.arrivals);
        result.profiles = std::move(found_.profiles);
        result.left = left(result.settings);
        made.scenario = scenario_text(result);
        made.samples = std::move(samples_);
        return made;
    }

    /// What requests tell too little about.
    static void note_few(const Wishes& wishes, std::vector<std::string>& notes) {
        const auto few = [](double count, const std::string& what) {
            return std::to_string(std::llround(count)) + what + ", fewer than " +
                   std::to_string(kEventsMin);
        };
        const double reasons = wishes.reasons[0] + wishes.reasons[1];
        if (wishes.requests > 0 && !wishes.has_law()) {
            notes.push_back(few(wishes.requests, " requests") +
                            ", make no law of when they come and why: the preset's is kept");
        } else if (reasons > 0 && !wishes.has_reasons) {
            notes.push_back(few(reasons, " reasons of requests") +
                            ", part nothing: one law holds all wishes");
        }
    }

    [[nodiscard]] std::vector<std::string> left(
        const std::vector<measure::CalibratedSetting>& settings) const {
        const std::string classes = "sellers.class.";
        const bool has_class = std::ranges::any_of(
            settings, [&](const auto& setting) { return setting.key.starts_with(classes); });
        std::vector<std::string> keys;
        for (const scenario::Setting& setting : found_.preset.settings) {
            const bool is_set =
                std::ranges::find(settings, setting.key, &measure::CalibratedSetting::key) !=
                settings.end();
            if (!is_set && !(has_class && setting.key.starts_with(classes))) {
                keys.push_back(setting.key);
            }
        }
        return keys;
    }

    [[nodiscard]] std::string scenario_text(const CalibrationResult& result) const {
        const std::string file_name = std::filesystem::path(file().path).filename().string();
        std::vector<scenario::Setting> settings;
        for (const measure::CalibratedSetting& setting : result.settings) {
            settings.push_back({setting.key, setting.value, "", setting.source});
        }
        scenario::ExtensionHead head;
        head.question = "What happens to those who want out, with delays and shares as " +
                        file_name + " tells them?";
        head.extends = options_.extends;
        head.currency = options_.currency;
        head.comments = {"Calibrated from " + file_name + ": " +
                             std::to_string(file().orders.size()) + " orders from " +
                             result.account.first + " to " + result.account.end + ", digest " +
                             file().digest + ".",
                         "What the file says nothing about is the preset's."};
        return scenario::extension_toml(head, settings);
    }

    const CalibrationOptions& options_;
    KnownRules rules_;
    Estimates found_;
    std::vector<DelayTask> tasks_;
    std::vector<std::string> order_;  ///< of the delays
    std::map<std::string, std::string> samples_;
};

}  // namespace

Calibration calibrate(const OrderFile& file, const scenario::Scenario& preset,
                      const CalibrationOptions& options) {
    return Calibrator(file, preset, options).calibrate();
}

}  // namespace ordersim::experiment
