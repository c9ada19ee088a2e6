package org.pushforward.app.workspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.io.JsonReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the program remembers between sessions: a few words by name. Nothing in the file can stop a start: what cannot be read or is not
 * allowed counts as not there, and {@link #notices} says so.
 */
public final class Preferences {

    private static final String NAME = "preferences.json";

    private final Path file;
    private final Map<String, String> values = new TreeMap<>();
    private final List<String> notices = new ArrayList<>();

    /** @param home the folder in which they are kept */
    public Preferences(Path home) {
        file = home.resolve(NAME);
        try {
            values.putAll(JsonReader.parse(file.toString(), Files.readString(file)).texts());
        } catch (NoSuchFileException e) {
            values.clear();
        } catch (IOException | InputException e) {
            notices.add("preferences that cannot be read are ignored: " + file);
        }
    }

    /** Forgets everything, but keeps the file under another name; absent when there is none. */
    public static Optional<Path> setAside(Path home) {
        try {
            return Optional.of(Files.move(home.resolve(NAME), home.resolve("preferences.aside.json"), StandardCopyOption.REPLACE_EXISTING));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What was ignored so far, a sentence each. */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** One of the constants, by its name. */
    public <E extends Enum<E>> E word(String name, E otherwise) {
        E[] allowed = otherwise.getDeclaringClass().getEnumConstants();
        return text(name).flatMap(t -> {
            Optional<E> found = Arrays.stream(allowed).filter(e -> e.name().equals(t)).findFirst();
            if (found.isEmpty()) {
                ignore(name, t, Arrays.stream(allowed).map(Enum::name).collect(Collectors.joining(" or ")));
            }
            return found;
        }).orElse(otherwise);
    }

    /** A number in a range. */
    public double number(String name, double least, double most, double otherwise) {
        return text(name).flatMap(t -> {
            Optional<Double> v = parsed(t).filter(x -> x >= least && x <= most);
            if (v.isEmpty()) {
                ignore(name, t, "a number from " + least + " to " + most);
            }
            return v;
        }).orElse(otherwise);
    }

    private static Optional<Double> parsed(String text) {
        try {
            return Optional.of(Double.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A remembered value turned out to be of no use. */
    public void ignore(String name, String value, String allowed) {
        String brief = value.length() > 40 ? value.substring(0, 40) + "…" : value;
        notices.add("the preference " + name + " = \"" + brief.replaceAll("\\s+", " ") + "\" is ignored; allowed is " + allowed);
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
