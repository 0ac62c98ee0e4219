#include "sim/wire/http_script.hpp"

#include <fmt/format.h>

#include "sim/base/enum_names.hpp"
#include "sim/wire/request.hpp"

namespace ordersim::wire {
namespace {

constexpr std::string_view kHead = R"sh(#!/bin/sh
# {}
#
# usage: sh SCRIPT http://127.0.0.1:8080 [FACTOR]
#
# FACTOR: how much faster the service's clock runs than ours; 1 if not given. Requests go one after
# the other, so that what was done at the same instant is only nearly so. For the reference service
# put the content of its key file into $ORDERSIM_KEY: the script logs in, and signs hooks (openssl).
set -eu
target=${{1:?where is the service? give its address, as in http://127.0.0.1:8080}}
factor=${{2:-1}}
run=$(date +%s)-$$
now=0

# Waits until so many microseconds from the start have passed on the service's clock.
at() {{
    sleep "$(awk "BEGIN {{ printf \"%.6f\", ($1 - $now) / 1000000 / $factor }}")"
    now=$1
}}

# role account: prints a token of the reference service.
log_in() {{
    curl -sS -X POST "$target/login" -H 'Content-Type: application/json' \
        -d "{{\"role\": \"$1\", \"account\": \"$2\", \"key\": \"$ORDERSIM_KEY\"}}" |
        sed -n 's/.*"token": *"\([^"]*\)".*/\1/p'
}}
if [ -n "${{ORDERSIM_KEY:-}}" ]; then
    BUYER_TOKEN=$(log_in buyer somebody)
    SELLER_TOKEN=$(log_in seller shop)
    PLATFORM_TOKEN=$(log_in platform support)
fi
sign() {{
    [ -z "${{ORDERSIM_KEY:-}}" ] || printf %s "$1" |
        openssl dgst -sha256 -hmac "$ORDERSIM_KEY" | sed 's/.*= *//'
}}

# actor method path body: prints what is asked and answered; the answer is left in $answer.
ask() {{
    token=$(eval "printf %s \"\${{$(printf %s "$1" | tr a-z A-Z)_TOKEN:-}}\"")
    number=$((number + 1))
    printf '%s %s: %s %s %s\n' "$number" "$1" "$2" "$3" "$4"
    answer=$(curl -sS -X "$2" "$target$3" -H 'Content-Type: application/json' \
        -H "Idempotency-Key: $run-$number" -H "X-Ordersim-Actor: $1" \
        -H "X-Ordersim-Signature: $(sign "$4")" \
        ${{token:+-H "Authorization: Bearer $token"}} -w ' [%{{http_code}}]' -d "$4")
    printf '   %s\n' "$answer"
}}
number=0

no_id() {{
    echo 'the answer names no order: what follows would go nowhere' >&2
    exit 1
}}

# The id in an answer to a placed order: {{"id": "17", ...}}.
id() {{ printf %s "$answer" | sed -n 's/.*"id": *"\{{0,1\}}\([A-Za-z0-9-]*\).*/\1/p'; }}

)sh";

/// Within double quotes of the shell, where $ still names a variable.
std::string double_quoted(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        quoted.append(c == '"' || c == '\\' || c == '`' ? std::string{'\\', c}
                                                        : std::string(1, c));
    }
    return quoted + '"';
}

}  // namespace

std::string http_script(std::string_view title, std::span<const order::TimedCommand> commands) {
    std::string text = fmt::format(fmt::runtime(kHead), title);
    SimTime now{};
    for (const order::TimedCommand& step : commands) {
        if (step.at != now) {
            text += fmt::format("at {}\n", step.at.time_since_epoch().count());
            now = step.at;
        }
        const std::string variable = fmt::format("$order{}", step.order);
        const Request request = request_for(step.command, variable);
        text += fmt::format("ask {} {} {} {}\n", enum_name(step.command.actor), request.method,
                            double_quoted(request.path), double_quoted(request.body));
        if (step.command.kind == order::CommandKind::place_order) {
            text += fmt::format("order{0}=$(id)\ntest -n \"$order{0}\" || no_id\n", step.order);
        }
    }
    return text;
}

}  // namespace ordersim::wire
