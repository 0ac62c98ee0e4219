#pragma once

#include <optional>
#include <vector>

#include "sim/judge/judge.hpp"
#include "sim/load/history.hpp"
#include "sim/load/latest_calls.hpp"
#include "sim/load/recording.hpp"
#include "sim/load/send_times.hpp"
#include "sim/wire/books_text.hpp"

namespace ordersim::load {

/// Sees all calls of a load, as they happen or from the histories of its shards, and has them
/// counted, judged, and written into a history if there is to be one. One thread.
class Witness {
public:
    Witness(const order::Policy& policy, const judge::JudgeConfig& config);
    /// The clock of `CallTimes` and `Leaving`. `history` may be null.
    void begin(Wall::time_point origin, Wall::duration warm_up, HistoryWriter* history);

    void leaves(const Leaving& leaving);
    void comes(const Heard& heard);
    /// `before` and `after`: the target's books, if it has any.
    void finish(const std::optional<wire::ToldBooks>& before,
                const std::optional<wire::ToldBooks>& after);

    [[nodiscard]] const judge::Verdict& verdict() const { return judge_.verdict(); }
    /// With the calls that each of the first violations takes, as far as they are known.
    [[nodiscard]] judge::Verdict explained_verdict() const;
    [[nodiscard]] const Recording& recording() const { return recording_; }
    [[nodiscard]] Recording&& take_recording() { return std::move(recording_); }
    /// When orders arrived by the service's own clock; warm-up left out.
    [[nodiscard]] SendTimes&& take_arrivals() { return std::move(arrivals_); }

private:
    void note_accused();
    [[nodiscard]] std::optional<judge::Judge::Told> told_of_ours(
        const std::optional<wire::ToldBooks>& before,
        const std::optional<wire::ToldBooks>& after) const;

    order::Policy policy_;
    judge::JudgeConfig config_;
    Recording recording_;
    judge::Judge judge_;
    LatestCalls calls_;
    std::vector<std::vector<judge::Observation>> accused_;  ///< of the first violations, all calls
    SendTimes arrivals_;
    HistoryWriter* history_ = nullptr;
    Wall::time_point measured_from_{};
    bool tells_arrivals_;  ///< the service is ours, and tells when it took an order
};

}  // namespace ordersim::load
