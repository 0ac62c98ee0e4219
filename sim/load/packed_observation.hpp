#pragma once

#include "sim/judge/observation.hpp"
#include "sim/load/packing.hpp"

/// What a judge is told, as bytes.
namespace ordersim::load {

template <class Archive>
void fields(Archive& archive, Packs<order::Command> auto& command) {
    archive(command.kind, command.actor, command.reason, command.offer, command.verdict,
            command.party, command.refund, command.is_trusted, command.with_return,
            command.is_permanent, command.attempt, command.evidence, command.quantity,
            command.stock_free, command.minutes, command.expected_version, command.amount);
}

template <class Archive>
void fields(Archive& archive, Packs<order::Deadline> auto& deadline) {
    archive(deadline.at, deadline.timer, deadline.refund);
}

/// What a judge reads of an order that is shown.
template <class Archive>
void fields(Archive& archive, Packs<order::Order> auto& order) {
    auto& regions = order.regions;
    archive(regions.order, regions.payment, regions.shipment, regions.request, regions.chat,
            regions.case_, regions.stock, regions.stop, order.version, order.total,
            order.quantity);
    for (std::size_t refund = 0; refund < order::kRefunds; ++refund) {
        archive(order.refund_state[refund], order.refund[refund].amount,
                order.refund_tries[refund]);
    }
}

/// Its calls' times are those of the call. Words for several of our names are those of mappings,
/// with which there are no shards.
template <class Archive>
void fields(Archive& archive, Packs<judge::Observation> auto& seen) {
    archive(seen.is_read, seen.command, seen.order, seen.caller, seen.standing, seen.key,
            seen.is_resent, seen.is_altered, seen.reply, seen.refusal, seen.transition,
            seen.shows, seen.has_version, seen.at);
    if (seen.shows == judge::Shows::order) {
        archive(seen.after, seen.deadline);
    } else {
        archive(seen.after.version, seen.after.regions.order);
    }
}

}  // namespace ordersim::load
