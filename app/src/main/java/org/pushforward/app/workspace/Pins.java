package org.pushforward.app.workspace;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;

/** The parameters that stay in sight in a lecture, five at most: those that were chosen, else those that act at once, else the first ones. */
public final class Pins {

    public static final int MOST = 5;

    /** So many are there without being asked for. */
    private static final int FEW = 3;

    private Pins() { }

    /** @param chosen ids, of which those count that the experiment has */
    public static List<String> of(List<String> chosen, ParameterSet values) {
        List<Parameter<?>> all = StreamSupport.stream(values.parameters().spliterator(), false).<Parameter<?>>map(p -> p).toList();
        List<String> known = chosen.stream().filter(id -> all.stream().anyMatch(p -> p.id().equals(id))).limit(MOST).toList();
        if (!known.isEmpty()) {
            return known;
        }
        List<Parameter<?>> handy = all.stream().filter(p -> values.isShown(p.id())
                && (p instanceof Parameter.Real || p instanceof Parameter.Whole || p instanceof Parameter.Choice || p instanceof Parameter.Flag)).toList();
        List<Parameter<?>> live = handy.stream().filter(p -> p.info().effect() == Parameter.Effect.LIVE).limit(MOST - 1L).toList();
        Stream<Parameter<?>> rest = handy.stream().filter(p -> !live.contains(p)).limit(Math.max(0, FEW - live.size()));
        return Stream.concat(live.stream(), rest).map(Parameter::id).toList();
    }

    /** With one more or less; the oldest makes room. */
    public static List<String> with(List<String> pinned, String id, boolean on) {
        List<String> next = new ArrayList<>(pinned);
        next.remove(id);
        if (on) {
            if (next.size() == MOST) {
                next.removeFirst();
            }
            next.add(id);
        }
        return List.copyOf(next);
    }
}
