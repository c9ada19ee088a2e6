package org.pushforward.engine.compress;

import java.util.stream.IntStream;
import org.pushforward.engine.learn.HouseCourse;
import org.pushforward.engine.learn.TextNet;
import org.pushforward.engine.study.Look;

/** How the text model is trained, as the layers {@code trained} and {@code rate}; the digits take one step and show nothing. */
final class CoursePicture {

    private CoursePicture() { }

    static void look(HouseCourse course, Look to) {
        if (course.model() instanceof TextNet net) {
            to.series("trained", IntStream.rangeClosed(1, course.losses().length).asDoubleStream().toArray(), course.losses());
            double h = net.source().entropyRate();
            to.series("rate", new double[] {0, course.steps()}, new double[] {h, h});
        }
    }
}
