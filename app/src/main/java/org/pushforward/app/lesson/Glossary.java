package org.pushforward.app.lesson;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pushforward.engine.io.JsonReader;

/** Terms that lessons explain once: {@code lessons/glossary.json}, by the word that texts link to. */
public record Glossary(Map<String, Entry> entries) {

    /** A term and what it means; the text may hold formulas and links as lessons do. */
    public record Entry(String id, Wording term, Wording text) { }

    public static Glossary shipped() {
        JsonReader node = JsonReader.parse("glossary.json", Lessons.resource("glossary.json"));
        node.only("terms");
        Map<String, Entry> all = new LinkedHashMap<>();
        for (JsonReader t : node.array("terms")) {
            t.only("id", "term", "text");
            Entry e = new Entry(t.text("id"), Wording.read(t, "term"), Wording.read(t, "text"));
            if (all.put(e.id(), e) != null) {
                throw t.error("id", e.id() + " is there twice");
            }
        }
        return new Glossary(all);
    }

    public Glossary {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    public Optional<Entry> entry(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    public List<Entry> all() {
        return List.copyOf(entries.values());
    }
}
