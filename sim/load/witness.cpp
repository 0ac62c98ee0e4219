#include "sim/load/witness.hpp"

#include <utility>

#include "sim/judge/explain.hpp"

namespace ordersim::load {

Witness::Witness(const order::Policy& policy, const judge::JudgeConfig& config)
    : policy_(policy),
      config_(config),
      judge_(order::rules(), policy, config),
      tells_arrivals_(config.is_versioned) {}

void Witness::begin(Wall::time_point origin, Wall::duration warm_up, HistoryWriter* history) {
    recording_.begin(origin, warm_up);
    measured_from_ = origin + warm_up;
    history_ = history;
    if (history_ != nullptr) {
        history_->begin(origin);
    }
}

void Witness::leaves(const Leaving& leaving) {
    if (history_ != nullptr) {
        history_->leaves(leaving);
    }
    if (leaving.is_first && leaving.is_recorded) {
        recording_.intend();
    }
    judge_.sent(leaving.order);
}

void Witness::comes(const Heard& heard) {
    if (history_ != nullptr) {
        history_->comes(heard);
    }
    calls_.take(heard.seen);
    judge_.saw(heard.seen);
    note_accused();
    if (heard.is_recorded) {
        recording_.record(heard.call(), heard.times, heard.is_refused, heard.is_failed);
    }
    if (heard.is_tried_again) {
        recording_.retry();
    }
    const bool is_placed = heard.seen.reply == judge::Observation::Reply::accepted &&
                           heard.seen.command.kind == order::CommandKind::place_order;
    if (is_placed && heard.is_recorded && tells_arrivals_ && heard.seen.at != kNever &&
        heard.times.intended >= measured_from_) {
        const auto at_us = static_cast<double>((heard.seen.at - SimTime{}).count());
        arrivals_.take(at_us / config_.clock.factor);
    }
}

/// Before their calls go to make room for others'.
void Witness::note_accused() {
    const std::vector<judge::Violation>& first = judge_.verdict().first;
    while (accused_.size() < first.size()) {
        const judge::Violation& violation = first[accused_.size()];
        const bool is_of_order = !violation.observations.empty();
        accused_.push_back(is_of_order ? calls_.of(violation.order)
                                       : std::vector<judge::Observation>());
    }
}

judge::Verdict Witness::explained_verdict() const {
    judge::Verdict verdict = judge_.verdict();
    for (std::size_t i = 0; i < accused_.size(); ++i) {
        judge::Violation& violation = verdict.first[i];
        auto fewest = judge::fewest_calls(order::rules(), policy_, config_, violation, accused_[i]);
        violation.observations = fewest.empty() ? accused_[i] : std::move(fewest);
    }
    return verdict;
}

/// What the books say of this load's orders. Deadlines of orders that were there before go on to
/// free their stock, so that then the stock tells nothing.
std::optional<judge::Judge::Told> Witness::told_of_ours(
    const std::optional<wire::ToldBooks>& before,
    const std::optional<wire::ToldBooks>& after) const {
    if (!before || !after) {
        return std::nullopt;
    }
    order::Books ours = after->books;
    ours.orders -= before->books.orders;
    ours.captured -= before->books.captured;
    ours.refunded -= before->books.refunded;
    if (before->books.orders > 0) {
        ours.stock_taken = judge_.books(after->at).least.stock_taken;
    }
    return judge::Judge::Told{ours, after->at};
}

void Witness::finish(const std::optional<wire::ToldBooks>& before,
                     const std::optional<wire::ToldBooks>& after) {
    judge_.finish(told_of_ours(before, after));
    note_accused();
    recording_.end();
}

}  // namespace ordersim::load
