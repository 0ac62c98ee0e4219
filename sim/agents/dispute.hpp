#pragma once

#include "sim/agents/cast.hpp"

/// What buyer and seller do in an open case or dispute. What is resolved on in one episode of it
/// (a claim, a proposal, a question) is outdated in the next.
namespace ordersim::agents::dispute {

/// After a claim: when the seller answers, if he does in time.
[[nodiscard]] Acts plan_answer(const View& view, Memory& memory);
/// The seller concedes, or rejects with what he can show and proposes a part of the claim.
[[nodiscard]] Deed answer(const View& view, std::uint8_t episode, const Memory& memory);

/// After a proposal of the seller: when the buyer answers it.
[[nodiscard]] Acts plan_proposal_answer(const View& view, Memory& memory);
/// The buyer accepts, claims less, turns to the platform, or waits until it steps in.
[[nodiscard]] Deed answer_proposal(const View& view, std::uint8_t episode, const Memory& memory);

/// After a buyer has opened a case or dispute: whether and when he withdraws it.
[[nodiscard]] Acts plan_withdrawal(const View& view);
/// `is_dispute`: of the dispute; else of the case before shipment.
[[nodiscard]] Deed withdraw(const View& view, bool is_dispute);

/// After the platform's question: when the side that was asked answers, if it does.
[[nodiscard]] Acts plan_information(const View& view, Memory& memory);
[[nodiscard]] Deed inform(const View& view, std::uint8_t episode, const Memory& memory);

/// Once the buyer has won what waits for the goods and has them: when he sends them back, if he
/// does.
[[nodiscard]] Acts plan_sending_back(const View& view);
[[nodiscard]] Deed send_back(const View& view);

}  // namespace ordersim::agents::dispute
