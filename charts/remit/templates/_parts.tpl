{{- define "remit.name" -}}
{{- if contains "remit" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-remit" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "remit.selector" -}}
app.kubernetes.io/name: remit
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "remit.labels" -}}
{{ include "remit.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "remit.image" -}}
{{ required "Set image.repository: no image of Remit is published yet (see the chart's values)." .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "remit.url" -}}
{{- if .Values.publicUrl }}{{ .Values.publicUrl }}
{{- else if .Values.ingress.enabled }}{{ ternary "https" "http" (not (empty .Values.ingress.tlsSecret)) }}://{{ .Values.ingress.host }}
{{- end }}
{{- end }}

{{- define "remit.models.namespace" -}}
{{ required "Set models.namespace: the namespace in which Remit may run models." .Values.models.namespace }}
{{- end }}

{{/* What every container of Remit knows; the owner's login is the migration's alone. */}}
{{- define "remit.environment" -}}
- {name: HOME, value: /tmp}
- {name: REMIT_DATA, value: /data}
- {name: REMIT_HOST, value: 0.0.0.0}
- {name: REMIT_PORT, value: "8700"}
- {name: REMIT_PROCESS, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
{{- with include "remit.url" . }}
- {name: REMIT_PUBLIC_URL, value: {{ . | quote }}}
{{- end }}
{{- if .Values.database.existingSecret }}
- name: REMIT_DATABASE_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.database.existingSecret }}, key: url}}
{{- end }}
{{- if or .Values.database.existingSecret .Values.secret.existingSecret }}
- name: REMIT_SECRET_KEY
  valueFrom: {secretKeyRef: {name: {{ required "Set secret.existingSecret: processes beside each other need one secret." .Values.secret.existingSecret }}, key: secretKey}}
{{- end }}
{{- if .Values.models.enabled }}
- {name: REMIT_EXECUTE, value: "true"}
- {name: REMIT_KUBERNETES, value: in-cluster}
- {name: REMIT_KUBERNETES_NAMESPACE, value: {{ include "remit.models.namespace" . | quote }}}
{{- end }}
{{- range $name, $value := .Values.settings }}
- {name: REMIT_{{ upper $name }}, value: {{ $value | toString | quote }}}
{{- end }}
{{- end }}

{{- define "remit.container" -}}
image: {{ include "remit.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
command: {{ toJson .Values.image.command }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- with .Values.environmentSecrets }}
envFrom:
{{- range . }}
  - secretRef: {name: {{ . }}}
{{- end }}
{{- end }}
volumeMounts:
  - {name: data, mountPath: /data}
  - {name: temporary, mountPath: /tmp}
{{- end }}

{{- define "remit.probes" -}}
ports:
  - {name: http, containerPort: 8700, protocol: TCP}
startupProbe:
  httpGet: {path: /health/ready, port: http}
  periodSeconds: 2
  failureThreshold: 60
readinessProbe:
  httpGet: {path: /health/ready, port: http}
  periodSeconds: 5
  timeoutSeconds: 3
livenessProbe:
  httpGet: {path: /health/live, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}

{{- define "remit.account" -}}
serviceAccountName: {{ include "remit.name" . }}
automountServiceAccountToken: {{ .Values.models.enabled }}
{{- end }}

{{/* What every pod of Remit is; the volume of data is the caller's. */}}
{{- define "remit.pod" -}}
enableServiceLinks: false
terminationGracePeriodSeconds: 30
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .Values.image.user }}
  runAsGroup: {{ .Values.image.user }}
  fsGroup: {{ .Values.image.user }}
  # The database refuses files whose group was changed under it.
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toJson . }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toJson . }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{ toJson . }}
{{- end }}
{{- end }}
