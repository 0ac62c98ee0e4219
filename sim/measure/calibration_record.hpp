#pragma once

#include "sim/measure/record.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// What a file of real orders told about a market, as values.
///
/// Shares and quantiles are NaN where the file has none to tell; an interval that does not exist is
/// unbounded. Whole counts are doubles, as in all records.
namespace ordersim::measure {

/// A value with its interval; all sampling error is the file's.
struct Bounded {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// A column that was found.
struct ReadColumn {
    std::string name;      ///< of the schema: "created_at"
    std::string header;    ///< as the file calls it
    double filled = 0;     ///< cells with a value, of the orders used
    std::string spelling;  ///< of dates: "year-month-day", "month/day/year"; else empty
};

/// Rows that one reason kept out, of the file or of one fit.
struct LeftOut {
    std::string reason;
    std::string example;  ///< a cell that shows it; may be empty
    double count = 0;
    std::vector<std::uint32_t> lines;  ///< of the file, the first few
};

struct ReadAccount {
    std::string file;
    std::string digest;  ///< 16 hex digits over what was understood
    double rows = 0;
    double used = 0;
    std::string first;  ///< "2017-10-02 11:07:15": the first order
    std::string end;    ///< what was open then is censored
    std::vector<ReadColumn> columns;
    std::vector<LeftOut> dropped;
    std::vector<std::string> notes;
};

struct CalibratedParameter {
    std::string name;  ///< "median"
    std::string unit;  ///< "h", "currency", "1"
    double value = 0;
    double low = 0;
    double high = 0;
};

/// One family of laws fitted to one delay.
struct FittedLaw {
    std::string family;  ///< "lognormal"
    std::vector<CalibratedParameter> parameters;
    double log_likelihood = 0;
    double aicc = 0;
    double kolmogorov_smirnov = 0;  ///< the largest distance to the Kaplan-Meier curve
    double p_kolmogorov_smirnov = 0;
    double p_anderson_darling = 0;  ///< decides whether the law is rejected
    bool is_rejected = false;
    std::string problem;  ///< why it could not be fitted; empty if it was
};

/// A quantile of one delay, in hours of the calendar, or of amounts.
struct ComparedQuantile {
    double probability = 0;
    double data = 0;  ///< Kaplan-Meier's, with its interval
    double low = 0;
    double high = 0;
    double simulated = 0;  ///< Kaplan-Meier's over the orders of the written scenario
};

/// One delay: from one stamp to another, with what was cut off before it ended.
struct FittedDelay {
    std::string name;   ///< "handling"
    std::string title;  ///< "from payment to hand-over"
    std::string key;    ///< of the scenario; empty: told, not written
    std::string from;   ///< "paid_at"
    std::string to;
    std::string clock;  ///< on which the law runs: "calendar", "hand-over profile", ...
    double events = 0;
    double censored = 0;
    std::vector<LeftOut> left_out;
    Bounded never;  ///< share whose end never comes, of those watched long enough
    std::vector<FittedLaw> laws;
    std::string choice;  ///< "lognormal", "empirical", "constant", "nothing"
    std::string why;
    std::string law;  ///< TOML
    Curve data;       ///< P(T <= t), Kaplan-Meier, calendar hours
    Curve simulated;  ///< the same of the simulated orders; no points without a simulation
    Curve on_clock;   ///< as `data`, in hours of the law's clock
    Curve fitted;     ///< the law, in hours of its clock
    std::vector<ComparedQuantile> quantiles;
};

/// Order values, in units of the currency.
struct FittedAmounts {
    std::string currency;
    double count = 0;  ///< with a value above 0
    std::vector<LeftOut> left_out;
    std::vector<FittedLaw> laws;
    std::string choice;  ///< as of a delay; empty: the file has no column of them
    std::string why;
    std::string law;  ///< TOML, in minor units
    std::vector<ComparedQuantile> quantiles;
};

/// A share or a rate that the file tells.
struct CalibratedShare {
    std::string name;  ///< "approved"
    std::string title;
    std::string key;  ///< of the scenario; empty: told, not written
    double count = 0;
    double of = 0;  ///< 0: no plain count (an estimate from censored times)
    Bounded estimate;
    /// Why the scenario keeps the preset's value: too little is known. Empty: it takes this one, or
    /// has no key for it.
    std::string why;
    double simulated = 0;  ///< the same share of the simulated orders; NaN without
};

/// How many of the waiting buyers ask out within one span of time since the order.
struct HazardStep {
    double from = 0;  ///< hours
    double to = 0;
    double events = 0;
    double exposure = 0;  ///< order-hours waited
    Bounded per_day;      ///< events over exposure, a day, with the exact Poisson interval
};

/// One way in which requests end, others competing (Aalen-Johansen).
struct RequestEnd {
    std::string name;  ///< "approved"
    double count = 0;
    Bounded share;    ///< of all requests, by the longest time observed
    Curve incidence;  ///< share that ended so by then
};

struct DispersionTest {
    std::string name;    ///< "weeks", "days"
    std::string cell;    ///< the stretch counted: "1 h"
    double mean = 0;     ///< orders a cell
    double index = 0;    ///< variance over mean; 1 if Poisson
    double degrees = 0;  ///< of freedom
    double p = 0;        ///< of an index as large or larger
};

/// When something happens within the week: rates relative to their mean.
struct WeekProfile {
    std::string name;  ///< "orders", "hand-over", "answers"
    std::string key;   ///< of the scenario; empty: told, not written
    double count = 0;
    std::vector<double> hours;     ///< 24, mean 1
    std::vector<double> weekdays;  ///< 7 from Monday, mean 1
    std::string value;             ///< TOML
};

struct ArrivalFit {
    double orders = 0;
    double days = 0;
    Bounded per_day;
    std::vector<double> by_hour;  ///< orders an hour, 168 from Monday 00:00
    std::vector<DispersionTest> dispersion;
};

/// A key that the scenario takes from the file.
struct CalibratedSetting {
    std::string key;
    std::string value;   ///< TOML
    std::string source;  ///< "data: orders.csv, 12,345 rows, ..."
};

struct CalibrationResult {
    std::string version;
    std::string preset;    ///< the scenario extended
    std::string scenario;  ///< the name of the one written
    double level = 0.95;   ///< of all intervals
    ReadAccount account;
    std::vector<FittedDelay> delays;
    FittedAmounts amounts;
    std::vector<CalibratedShare> shares;
    std::vector<HazardStep> hazard;
    std::vector<RequestEnd> request_ends;
    ArrivalFit arrivals;
    std::vector<WeekProfile> profiles;
    std::vector<CalibratedSetting> settings;
    std::vector<std::string> left;  ///< keys about which the file says nothing
    double simulated_orders = 0;    ///< laid beside the data
};

struct CalibrationRecord {
    static constexpr const char* kSchema = "ordersim.calibration/1";
    CalibrationResult result;
    Host host;
};

}  // namespace ordersim::measure
