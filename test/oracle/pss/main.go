// Command pss answers, for each Pod on standard input, which controls of the Pod Security Standards it breaks according to the library that the
// API server itself uses. One JSON object a line: {"pod": …, "level": "baseline", "version": "v1.29"} in, {"allowed": …, "failing": […]} out.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	sigsjson "sigs.k8s.io/json"
)

type question struct {
	Pod     json.RawMessage `json:"pod"`
	Level   string          `json:"level"`
	Version string          `json:"version"`
}

type answer struct {
	Allowed bool     `json:"allowed"`
	Failing []string `json:"failing"`
	Error   string   `json:"error,omitempty"`
}

// namedChecks makes every check give its own id as the reason, since a CheckResult does not say which check it is from.
func namedChecks() []policy.Check {
	checks := policy.DefaultChecks()
	for i := range checks {
		id := string(checks[i].ID)
		for j := range checks[i].Versions {
			inner := checks[i].Versions[j].CheckPod
			checks[i].Versions[j].CheckPod = func(meta *metav1.ObjectMeta, spec *corev1.PodSpec) policy.CheckResult {
				result := inner(meta, spec)
				result.ForbiddenReason = id
				return result
			}
		}
	}
	return checks
}

// decode reads a Pod the way the API server does: case counts, and an unknown field is an error here, as it would be a slip of the generator.
func decode(raw []byte) (*corev1.Pod, error) {
	pod := &corev1.Pod{}
	strict, err := sigsjson.UnmarshalStrict(raw, pod)
	if err != nil {
		return nil, err
	}
	if len(strict) > 0 {
		return nil, strict[0]
	}
	return pod, nil
}

func judge(evaluator policy.Evaluator, line []byte) (answer, error) {
	var asked question
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{}, err
	}
	level, err := api.ParseLevel(asked.Level)
	if err != nil {
		return answer{}, fmt.Errorf("level %q: %w", asked.Level, err)
	}
	version, err := api.ParseVersion(asked.Version)
	if err != nil {
		return answer{}, fmt.Errorf("version %q: %w", asked.Version, err)
	}
	pod, err := decode(asked.Pod)
	if err != nil {
		return answer{}, err
	}
	applyDefaults(pod)
	given := answer{Allowed: true, Failing: []string{}}
	for _, result := range evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: version}, &pod.ObjectMeta, &pod.Spec) {
		if !result.Allowed {
			given.Allowed = false
			given.Failing = append(given.Failing, result.ForbiddenReason)
		}
	}
	return given, nil
}

func serve(in io.Reader, out io.Writer) error {
	evaluator, err := policy.NewEvaluator(namedChecks(), nil)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 1<<16), 1<<24)
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		given, err := judge(evaluator, lines.Bytes())
		if err != nil {
			given = answer{Failing: []string{}, Error: err.Error()}
		}
		if err := encoder.Encode(given); err != nil {
			return err
		}
	}
	return lines.Err()
}

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
