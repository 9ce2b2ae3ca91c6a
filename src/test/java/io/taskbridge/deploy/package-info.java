/**
 * The files that a deployment is made of, checked as code: what kubectl makes of the manifests,
 * whether Kubernetes would take it, and whether it keeps to the rules of the house.
 */
package io.taskbridge.deploy;
