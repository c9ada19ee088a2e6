package org.pushforward.views.colormap;

import java.util.HashMap;
import java.util.Map;

/**
 * Ranges to date, by name. Panes that share one instance (several runs side by side) show the same colors for the same values.
 * Thread-safe.
 */
public final class ColorRanges {

    private final Map<String, ColorRange> toDate = new HashMap<>();

    /** Widens the range of {@code key} by that of a frame and returns it. A change between linear and logarithmic starts afresh. */
    public synchronized ColorRange widen(String key, ColorRange frame) {
        return toDate.merge(key, frame, (a, b) -> a.log() == b.log() ? a.union(b) : b);
    }

    /** Forgets everything, as at a reset of the run. */
    public synchronized void clear() {
        toDate.clear();
    }
}
