package org.pushforward.engine.learn;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Philox;

/**
 * A house model on the way through its training, some iterations at a time, so that a run shows it and can be left. A training that came to its end is kept, with
 * its recipe and its generator, for as long as the program runs; whoever wants it again passes through the same steps, with the same numbers, at once. Immutable.
 *
 * @param model as it was before the training, and at the end as it is after it
 * @param left what is trained still; empty at the end, and where all is known
 * @param known every number of a training that came to its end before; empty if none did
 * @param losses after every step that was done, each the mean of the latest iterations, in nats
 * @param steps there are
 */
public record HouseCourse(HouseModel model, List<Fit> left, List<Known> known, double[] losses, int steps) {

    /** The house models by name. */
    public static final List<String> NAMES = List.of("digits", "text");
    /** Of the text model in a step, well below a tenth of a second. */
    private static final int EACH = 4;
    private static final int MOST_KEPT = 4;
    private static final int TEXT = 9003;
    private static final Map<Key, Known> KEPT = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > MOST_KEPT;
        }
    });

    /** @param seed a number of the generator */
    private record Key(TextNet.Recipe recipe, double seed) { }

    /** A training as it was. */
    record Known(TextNet net, double[] losses) { }

    /** At its beginning; quick. */
    public static HouseCourse start(String name, TextNet.Recipe recipe, Philox random) {
        if (name.equals("digits")) {
            return new HouseCourse(HouseModels.untrained(random), List.of(), List.of(), new double[0], 1);
        }
        TextNet net = TextNet.untrained(recipe, random.stream(TEXT));
        Known k = KEPT.get(key(recipe, random));
        int steps = steps(recipe);
        return k != null ? new HouseCourse(net, List.of(), List.of(k), new double[0], steps)
                : new HouseCourse(net, List.of(Fit.from(Weights.of(recipe), AdamW.ADAM.clipped(1), net.theta())), List.of(), new double[0], steps);
    }

    /** Of the text model. */
    public static int steps(TextNet.Recipe recipe) {
        return (recipe.iterations() + EACH - 1) / EACH;
    }

    private static Key key(TextNet.Recipe recipe, Philox random) {
        double[] u = new double[1];
        random.stream(TEXT).uniforms(0, 1, 1, 1, u, 0);
        return new Key(recipe, u[0]);
    }

    public boolean isDone() {
        return losses.length == steps;
    }

    /** Some iterations more. */
    public HouseCourse next(Philox random, CancelToken cancel) {
        // What is known already asks nobody else.
        cancel.throwIfCancelled();
        if (!(model instanceof TextNet net)) {
            DigitsNet trained = HouseModels.digits(random, cancel);
            return new HouseCourse(trained, List.of(), List.of(), new double[] {trained.score(DigitsNet.Examples.of(false)).loss()}, 1);
        }
        int done = losses.length;
        if (!known.isEmpty()) {
            double[] played = Arrays.copyOf(known.getFirst().losses, done + 1);
            return new HouseCourse(done + 1 == steps ? known.getFirst().net : net, List.of(), known, played, steps);
        }
        Fit fit = left.getFirst();
        for (int k = 0; k < EACH && fit.iterations() < net.recipe().iterations(); k++) {
            int[] texts = net.batch(random.stream(TEXT), fit.iterations());
            fit = fit.step(cancel, net.recipe().rate(fit.iterations()), w -> net.recipe().loss(w, texts));
        }
        double[] more = Arrays.copyOf(losses, done + 1);
        more[done] = fit.loss();
        if (more.length < steps) {
            return new HouseCourse(net, List.of(fit), List.of(), more, steps);
        }
        TextNet trained = net.with(fit.theta());
        KEPT.put(key(net.recipe(), random), new Known(trained, more));
        return new HouseCourse(trained, List.of(), List.of(), more, steps);
    }
}
