package io.taskbridge.sandbox.api;

import io.vertx.core.Promise;

/**
 * A GET that waits for news.
 *
 * @param eventT only events later than this are news
 */
record HeldGet(long eventT, boolean downloads, Promise<Answer> answer) {}
