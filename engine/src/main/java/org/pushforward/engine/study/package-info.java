/** The experiment in one file: a {@link org.pushforward.engine.study.Study} declares what is to be set, read, seen and checked. */
package org.pushforward.engine.study;
