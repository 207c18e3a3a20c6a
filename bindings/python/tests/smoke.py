"""The package as it is installed: one decision."""

import menkan

policy = menkan.Policy.load("cn.gansu.jiayuguan")
facts = {
    "request.kind": "notified",
    "criminal.role": "suspect",
    "criminal.stage": "investigation",
    "criminal.has_counsel": False,
    "applicant.age": 16,
}
decision = policy.at("2024-08-01").decide({"facts": facts})
assert decision.decisions["outcome"] == "appoint", decision
print(menkan.__version__, decision)
