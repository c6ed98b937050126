#!/usr/bin/env bash
# Finds Chromium for the browser tests. As root on Debian or Ubuntu it installs it; elsewhere it says how, in one line,
# and those tests are skipped.
set -u
for name in "${SKWER_CHROMIUM:-}" chromium chromium-browser google-chrome; do
  [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests …"
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium) >/dev/null 2>&1 \
    && command -v chromium >/dev/null 2>&1 && exit 0
fi
echo "Browser tests are skipped: no Chromium. Install it (Debian: apt-get install chromium; macOS: brew install chromium) or set SKWER_CHROMIUM to its path."
exit 0
