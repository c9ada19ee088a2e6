package org.pushforward.app.lesson;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.pushforward.views.text.Language;
import org.pushforward.engine.io.JsonReader;

/** The same sentence in every language. */
public record Wording(Map<Language, String> all) {

    public static final Wording NONE = new Wording(Map.of());

    public Wording {
        all = Map.copyOf(all);
    }

    public String in(Language language) {
        return all.getOrDefault(language, "");
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** A field {@code {"en": …, "de": …}}; complains about a language that is missing. */
    static Wording read(JsonReader node, String field) {
        JsonReader texts = node.object(field);
        Map<Language, String> all = new EnumMap<>(Language.class);
        for (Language l : Language.values()) {
            String text = texts.text(l.code()).strip();
            if (text.isEmpty()) {
                throw texts.error(l.code(), "give a text");
            }
            all.put(l, text);
        }
        texts.only(Arrays.stream(Language.values()).map(Language::code).toArray(String[]::new));
        return new Wording(all);
    }

    static Wording readIfThere(JsonReader node, String field) {
        return node.has(field) ? read(node, field) : NONE;
    }
}
