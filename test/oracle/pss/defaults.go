package main

import corev1 "k8s.io/api/core/v1"

// applyDefaults fills what the API server fills into a new Pod and what a control could read. The API server's own code for it is in k8s.io/kubernetes,
// too large to build here.
func applyDefaults(pod *corev1.Pod) {
	spec := &pod.Spec
	if spec.SecurityContext == nil {
		spec.SecurityContext = &corev1.PodSecurityContext{}
	}
	for i := range spec.Volumes {
		if spec.Volumes[i].VolumeSource == (corev1.VolumeSource{}) {
			spec.Volumes[i].EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
	}
	for i := range spec.InitContainers {
		defaultContainer(&spec.InitContainers[i], spec.HostNetwork)
	}
	for i := range spec.Containers {
		defaultContainer(&spec.Containers[i], spec.HostNetwork)
	}
	for i := range spec.EphemeralContainers {
		common := (*corev1.Container)(&spec.EphemeralContainers[i].EphemeralContainerCommon)
		// Nothing is filled into the ports of ephemeral containers: the API refuses ports there.
		defaultContainer(common, false)
	}
}

func defaultContainer(container *corev1.Container, hostNetwork bool) {
	if context := container.SecurityContext; context != nil && context.ProcMount == nil {
		masked := corev1.DefaultProcMount
		context.ProcMount = &masked
	}
	for i := range container.Ports {
		port := &container.Ports[i]
		if port.Protocol == "" {
			port.Protocol = corev1.ProtocolTCP
		}
		if hostNetwork && port.HostPort == 0 {
			port.HostPort = port.ContainerPort
		}
	}
}
