package org.pushforward.app.lesson;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Pane;

/** What a step points at: {@code parameter alpha}, {@code pane mesh}, {@code layer density}, {@code control play}. */
public record Target(Kind kind, String name) {

    /** What can be pointed at. */
    public enum Kind { PARAMETER, PANE, LAYER, CONTROL }

    /** @throws InputException when it cannot be read */
    static Target parse(String text) {
        String[] words = text.strip().split("\\s+");
        Optional<Kind> kind = Arrays.stream(Kind.values()).filter(k -> k.name().toLowerCase(Locale.ROOT).equals(words[0])).findFirst();
        if (kind.isEmpty() || words.length != 2) {
            throw new InputException(InputException.quoted(text) + " is nothing to point at; give "
                    + Arrays.stream(Kind.values()).map(k -> k.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", ")) + " and its name");
        }
        return new Target(kind.get(), words[1]);
    }

    /** The pane that shows a layer is the first that draws it. */
    public static Optional<Pane> paneOf(Experiment e, String layer) {
        return e.panes().stream().filter(p -> p.drawings().stream().anyMatch(d -> d.layer().equals(layer))).findFirst();
    }

    /** Complains about what an experiment has not. */
    void check(Experiment e) {
        boolean known = switch (kind) {
            case PARAMETER -> e.parameters().stream().anyMatch(p -> p.id().equals(name));
            case PANE -> e.panes().stream().anyMatch(p -> p.id().equals(name));
            case LAYER -> paneOf(e, name).isPresent();
            case CONTROL -> true;
        };
        if (!known) {
            throw new InputException(e.id() + " has no " + kind.name().toLowerCase(Locale.ROOT) + " " + name);
        }
    }
}
