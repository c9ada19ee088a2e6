package org.pushforward.app.workspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.io.JsonReader;
import tools.jackson.databind.json.JsonMapper;

/** What the program remembers between sessions: a few words by name. A file that cannot be read counts as empty. */
public final class Preferences {

    private final Path file;
    private final Map<String, String> values = new TreeMap<>();

    public Preferences(Path file) {
        this.file = file;
        try {
            values.putAll(JsonReader.parse(file.toString(), Files.readString(file)).texts());
        } catch (IOException | InputException e) {
            values.clear();
        }
    }

    public String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** Remembers a value and saves. Preferences are a convenience: a folder that cannot be written is no reason to stop. */
    public void put(String name, String value) {
        if (!value.equals(values.put(name, value))) {
            try {
                AtomicFile.write(file, out -> out.write(JsonMapper.builder().build().writeValueAsString(values).getBytes(StandardCharsets.UTF_8)));
            } catch (InputException e) {
                System.getLogger(Preferences.class.getName()).log(System.Logger.Level.WARNING, e.getMessage());
            }
        }
    }
}
