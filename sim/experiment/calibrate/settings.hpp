#pragma once

#include "sim/experiment/calibrate/amounts.hpp"
#include "sim/experiment/calibrate/delays.hpp"
#include "sim/experiment/calibrate/requests.hpp"
#include "sim/experiment/calibrate/sellers.hpp"
#include "sim/experiment/calibrate/wishes.hpp"
#include "sim/measure/calibration_record.hpp"
#include "sim/scenario/scenario.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// From what a file told to keys of a scenario.
namespace ordersim::experiment {

/// All that was estimated. A delay that the file does not tell is missing.
struct Estimates {
    const OrderFile& file;
    const scenario::Scenario& preset;
    std::map<std::string, DelayFit> delays;  ///< by name
    std::vector<measure::CalibratedShare> shares;
    std::optional<Wishes> wishes;
    std::vector<measure::WeekProfile> profiles;
    measure::ArrivalFit arrivals;
    std::optional<double> silence_hours;
    std::optional<AmountFit> amounts;
    std::optional<SellerSpread> sellers;

    [[nodiscard]] const DelayFit* delay(const std::string& name) const;
    [[nodiscard]] const measure::CalibratedShare* share(const std::string& name) const;
    [[nodiscard]] const measure::WeekProfile* profile(const std::string& name) const;
};

/// The keys that the file says something about, with the text of their values and where they come
/// from. Keys of the one class of sellers stand under "sellers.class.fitted.".
[[nodiscard]] std::vector<measure::CalibratedSetting> settings_of(const Estimates& found);

/// The name of that class.
inline constexpr const char* kFittedClass = "fitted";

}  // namespace ordersim::experiment
