#include "sim/cli/interrupt.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "sim/base/assert.hpp"
#include "sim/cli/console.hpp"

namespace ordersim::cli {

Interrupt::Interrupt() {
    sigset_t wanted{};
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &wanted, &mask_before_);
    signals_ = signalfd(-1, &wanted, SFD_CLOEXEC);
    end_ = eventfd(0, EFD_CLOEXEC);
    ORDERSIM_ASSERT(signals_ >= 0);
    ORDERSIM_ASSERT(end_ >= 0);
    listener_ = std::jthread([this] { listen(); });
}

Interrupt::~Interrupt() {
    eventfd_write(end_, 1);
    listener_.join();
    close(signals_);
    close(end_);
    pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

void Interrupt::listen() {
    std::array<pollfd, 2> watched{{{signals_, POLLIN, 0}, {end_, POLLIN, 0}}};
    while (poll(watched.data(), watched.size(), -1) >= 0 || errno == EINTR) {
        if ((watched[1].revents & POLLIN) != 0) {
            return;
        }
        signalfd_siginfo info{};
        if ((watched[0].revents & POLLIN) == 0 ||
            read(signals_, &info, sizeof info) != sizeof info) {
            continue;
        }
        if (source_.request_stop()) {
            tell("\nordersim: stopping after what is at work; again to stop at once\n");
            continue;
        }
        const int number = static_cast<int>(info.ssi_signo);
        std::signal(number, SIG_DFL);
        pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
        raise(number);
    }
}

}  // namespace ordersim::cli
