package org.pushforward.app.lesson;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Family;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.JsonReader;

/** Reads lessons: those that ship lie in the assets, {@code lessons/ID.json}, listed in {@code index.txt} in the order in which they are shown. */
public final class Lessons {

    private static final String FOLDER = "/org/pushforward/assets/lessons/";
    private static final int PATIENCE = 40;

    private Lessons() { }

    /** The lessons that ship. */
    public static List<Lesson> shipped() {
        return resource("index.txt").lines().map(String::strip).filter(n -> !n.isEmpty()).map(n -> read(n, resource(n + ".json"))).toList();
    }

    /** @throws InputException naming the place, when it is no lesson */
    public static Lesson read(String id, String json) {
        JsonReader node = JsonReader.parse(id + ".json", json);
        node.only("family", "minutes", "title", "summary", "teacher", "steps");
        Optional<Family> family = node.has("family") ? Optional.of(family(node)) : Optional.empty();
        List<Lesson.Step> steps = node.array("steps").stream().map(Lessons::step).toList();
        if (steps.isEmpty() || steps.getFirst().open().isEmpty()) {
            throw node.error("steps", "the first step must open a preset");
        }
        return new Lesson(id, family, (int) node.whole("minutes", 1, 60), Wording.read(node, "title"), Wording.read(node, "summary"),
                Wording.read(node, "teacher"), steps);
    }

    private static Family family(JsonReader node) {
        return in(node, "family", node.text("family"), word -> Family.named(word, List.of(Family.values())));
    }

    private static Lesson.Step step(JsonReader s) {
        s.only("title", "text", "open", "panes", "point", "task", "until", "hint", "patience", "show");
        Optional<Condition> until = parsed(s, "until", Condition::parse);
        if (until.isPresent() != s.has("task") || until.isPresent() != s.has("show") || until.isPresent() != s.has("hint")) {
            throw s.error("", "task, until, hint and show come together");
        }
        List<Action> show = s.has("show") ? s.strings("show").stream().map(a -> in(s, "show", a, Action::parse)).toList() : List.of();
        return new Lesson.Step(Wording.read(s, "title"), Wording.read(s, "text"), s.has("open") ? Optional.of(s.text("open")) : Optional.empty(),
                s.has("panes") ? s.strings("panes") : List.of(), parsed(s, "point", Target::parse), Wording.readIfThere(s, "task"), until, Wording.readIfThere(s, "hint"),
                s.has("patience") ? (int) s.whole("patience", 1, 600) : PATIENCE, show);
    }

    private static <T> Optional<T> parsed(JsonReader node, String field, Function<String, T> parse) {
        return node.has(field) ? Optional.of(in(node, field, node.text(field), parse)) : Optional.empty();
    }

    private static <T> T in(JsonReader node, String field, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (InputException e) {
            throw node.error(field, e);
        }
    }

    /** Complains about names in a lesson that mean nothing; {@code experiment} knows that of a preset. */
    public static void check(Lesson lesson, Function<String, Experiment> experiment) {
        for (int k = 0; k < lesson.steps().size(); k++) {
            Lesson.Step s = lesson.steps().get(k);
            Experiment e = experiment.apply(lesson.presetAt(k));
            s.until().ifPresent(c -> c.check(e));
            s.point().ifPresent(t -> t.check(e));
            s.panes().forEach(id -> new Target(Target.Kind.PANE, id).check(e));
            s.show().stream().filter(Action.Set.class::isInstance).map(Action.Set.class::cast)
                    .forEach(a -> e.defaults().withText(a.parameter(), a.value()));
        }
    }

    static String resource(String name) {
        try (InputStream in = Lessons.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new InputException("the lesson file " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputException("the lesson file " + name + " cannot be read", "", e);
        }
    }
}
