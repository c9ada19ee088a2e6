package org.pushforward.views.control;

import java.util.HashMap;
import java.util.Map;

/** What is folded away, by a stable name, and remembered. */
public interface Folding {

    /** {@code otherwise} when nobody has chosen yet. */
    boolean isFolded(String name, boolean otherwise);

    void setFolded(String name, boolean folded);

    /** Remembers as long as it lives. */
    static Folding inMemory() {
        Map<String, Boolean> chosen = new HashMap<>();
        return new Folding() {
            @Override
            public boolean isFolded(String name, boolean otherwise) {
                return chosen.getOrDefault(name, otherwise);
            }

            @Override
            public void setFolded(String name, boolean folded) {
                chosen.put(name, folded);
            }
        };
    }
}
