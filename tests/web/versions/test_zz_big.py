import time
from tests.services import acts
from tests.web.conftest import site
W="arbre barque criée digue écluse falaise grève havre îlot jusant lande marée nasse océan phare quai rade".split()
def sent(n): return " ".join(f"{w}{n*7+k}" for k,w in enumerate(W[n%7:n%7+9]))
def test_big(site):
    site.visitor
    for count in (500, 10_000):
        a="\n\n".join(sent(n)+"." for n in range(count)); b="\n\n".join(sent(n)+" en plus." for n in range(count))
        d=site.world.file(a,f"l{count}.md",title="L",visibility="public").public_id
        acts.refile(site.world,d,b,name="l.md",visibility="public")
        for q in ("","","?view=columns","?page=2","?whole=1"):
            t=time.perf_counter(); r=site.visitor.get(f"/documents/{d}/compare/1...2{q}"); print(count,q,r.status_code,len(r.data),round(time.perf_counter()-t,3))
        t=time.perf_counter(); r=site.visitor.get(f"/documents/{d}/versions/2/origins"); print(count,'origins',r.status_code,len(r.data),round(time.perf_counter()-t,3))
        t=time.perf_counter(); r=site.visitor.get(f"/api/v1/documents/{d}/compare?from=1&to=2"); print(count,'api',r.status_code,len(r.data),round(time.perf_counter()-t,3))
