#pragma once

#include <signal.h>

#include <stop_token>
#include <thread>

namespace ordersim::cli {

/// While it lives, the first SIGINT or SIGTERM becomes a request to stop, and the second ends the
/// process as usual. Signals are read by a thread of its own, so that nothing runs in a signal
/// handler. Requires: made before the threads that are to be left in peace.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

private:
    void listen();

    sigset_t mask_before_{};
    int signals_ = -1;  ///< a descriptor that SIGINT and SIGTERM can be read from
    int end_ = -1;      ///< a descriptor that becomes readable when the listener shall end
    std::stop_source source_;
    std::jthread listener_;
};

}  // namespace ordersim::cli
