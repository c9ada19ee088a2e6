package org.pushforward.app.lesson;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.InputException;

/** What "show me" does, one after the other; each a few words in the file: {@code set eps=0.01}, {@code play 200}. */
public sealed interface Action {

    /** Opens the preset of the step anew. */
    record Open() implements Action { }

    /** Gives a parameter a value, as a slider that is let go. */
    record Set(String parameter, String value) implements Action { }

    /** Plays until the task is done, but at most so many steps. */
    record Play(int steps) implements Action { }

    /** Does so many steps. */
    record Step(int steps) implements Action { }

    record Seek(long step) implements Action { }

    /** From the start again. */
    record Reset(boolean nextSeed) implements Action { }

    record Fork() implements Action { }

    /** Runs side by side. */
    record Compare() implements Action { }

    /** A stroke of the brush from a point to another. */
    record Stroke(List<Double> xy, double radius, double strength) implements Action {
        public Stroke {
            xy = List.copyOf(xy);
        }
    }

    /** @throws InputException when it cannot be read */
    static Action parse(String text) {
        String[] words = text.strip().split("\\s+", 2);
        String rest = words.length > 1 ? words[1] : "";
        try {
            return switch (words[0]) {
                case "open" -> new Open();
                case "set" -> assignment(rest);
                case "play" -> new Play(Integer.parseInt(rest));
                case "step" -> new Step(Integer.parseInt(rest));
                case "seek" -> new Seek(Long.parseLong(rest));
                case "reset" -> new Reset(false);
                case "reseed" -> new Reset(true);
                case "fork" -> new Fork();
                case "compare" -> new Compare();
                case "stroke" -> stroke(Arrays.stream(rest.split("\\s+")).map(Double::valueOf).toList());
                default -> throw wrong(text);
            };
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
    }

    private static Set assignment(String text) {
        int at = text.indexOf('=');
        if (at < 1) {
            throw wrong(text);
        }
        return new Set(text.substring(0, at), text.substring(at + 1));
    }

    /** x0 y0 x1 y1 … radius strength. */
    private static Stroke stroke(List<Double> numbers) {
        int n = numbers.size() - 2;
        if (n < 2 || n % 2 != 0) {
            throw wrong("stroke");
        }
        return new Stroke(numbers.subList(0, n), numbers.get(n), numbers.get(n + 1));
    }

    private static InputException wrong(String text) {
        return new InputException(InputException.quoted(text)
                + " is nothing that can be shown; there are open, set p=v, play n, step n, seek n, reset, reseed, fork, compare, stroke x y … radius strength");
    }
}
